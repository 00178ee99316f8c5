package dev.cobot.sim2real.shapes;

import java.util.Locale;

/** The parts of a data set. */
public enum ShapeSplit {
  TRAIN,
  VAL,
  TEST;

  /** Returns the name of the folder of its pictures and the beginning of its files' names. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String labelsFile() {
    return fileName() + "_labels.npy";
  }

  String unpairedFile() {
    return fileName() + "_unpaired.npy";
  }

  String captionsFile() {
    return fileName() + "_captions.npy";
  }
}
