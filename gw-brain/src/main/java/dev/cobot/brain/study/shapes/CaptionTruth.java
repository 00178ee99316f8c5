package dev.cobot.brain.study.shapes;

import dev.cobot.sim2real.shapes.CaptionFacts;
import dev.cobot.sim2real.shapes.CaptionParser;
import dev.cobot.sim2real.shapes.ShapeAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of what captions state is true of their scenes. A caption that the grammar could not
 * have written states nothing true.
 */
public final class CaptionTruth {
  /** The part of the captions that the grammar could have written. */
  public static final String READABLE = "readable";

  /** The part of the captions of which everything is true. */
  public static final String ALL = "all";

  private final CaptionParser parser = new CaptionParser();
  private final Map<String, Integer> right = new LinkedHashMap<>();
  private int captions;

  /** Counts a caption. */
  public void add(String caption, ShapeAttributes scene) {
    captions++;
    Optional<CaptionFacts> read = parser.read(caption);
    count(READABLE, read.isPresent());
    CaptionFacts said = read.orElse(null);
    CaptionFacts truth =
        said == null ? null : CaptionFacts.of(scene, said.gridSide(), said.directions());
    count("shape", said != null && said.shape() == truth.shape());
    count("size", said != null && said.sizeBin() == truth.sizeBin());
    count("color", said != null && said.color() == truth.color());
    count("place", said != null && said.column() == truth.column() && said.row() == truth.row());
    count("direction", said != null && said.direction() == truth.direction());
    count(ALL, said != null && said.equals(truth));
  }

  private void count(String what, boolean yes) {
    right.merge(what, yes ? 1 : 0, Integer::sum);
  }

  /** Returns the part of the captions that are right, by what they are right about. */
  public Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    right.forEach((what, count) -> shares.put(what, count / (double) captions));
    return shares;
  }
}
