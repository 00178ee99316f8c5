package dev.cobot.brain.language;

import java.util.List;

/**
 * What a phrase says of where an object is, such as "next to the blue bowl" or "second from the
 * left".
 *
 * @param anchors the objects to which it is related, as many as the relation has
 * @param rank which one in the order of the relation: 1 for the first, the outermost or the nearest
 * @param words as they were said
 */
public record SpatialPhrase(
    SpatialRelation relation, List<Reference> anchors, int rank, String words) {
  public SpatialPhrase {
    anchors = List.copyOf(anchors);
    if (anchors.size() != relation.anchors() || rank < 1) {
      throw new IllegalArgumentException(
          "%s relates to %d objects and has a rank of at least 1, got %s and %d"
              .formatted(relation, relation.anchors(), anchors, rank));
    }
  }
}
