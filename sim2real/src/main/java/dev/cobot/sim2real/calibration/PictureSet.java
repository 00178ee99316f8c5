package dev.cobot.sim2real.calibration;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a calibration looks at.
 *
 * @param folder with PNG and JPEG files
 * @param board that the pictures show
 * @param holdOut which of them judge the result only
 * @param drawings where to draw what was found, or null
 * @param progress is told the name of each picture before it is read
 */
public record PictureSet(
    Path folder, Board board, HoldOut holdOut, Path drawings, Consumer<String> progress) {}
