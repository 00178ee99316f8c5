package dev.cobot.brain.workspace;

import java.util.List;

/**
 * The learned selection of a workspace: which domains it weighs against each other, and how.
 *
 * @param kind what the query is made from
 * @param keyWidth width of keys and queries, above 0
 * @param refinements passes after the first, at least 0; in each the query comes from what the
 *     weights of the pass before let in. {@link Kind#MEAN_QUERY} has none
 * @param domains the domains that may enter, in the order of the weights; at least 2
 */
public record SelectionShape(Kind kind, int keyWidth, int refinements, List<String> domains) {
  /** The two published selections. */
  public enum Kind {
    /** {@link ModalitySelection}: the query comes from the mean of the encodings. */
    MEAN_QUERY,
    /** {@link KeyQuerySelection}: the first query is random, later ones come from the fusion. */
    REFINED_QUERY
  }

  /** Checks the ranges. */
  public SelectionShape {
    domains = List.copyOf(domains);
    if (!(keyWidth > 0 && refinements >= 0 && refinements <= 64)
        || (kind == Kind.MEAN_QUERY && refinements > 0)
        || domains.size() < 2
        || domains.stream().distinct().count() != domains.size()) {
      throw new IllegalArgumentException(
          "selection %s of %s with key width %d and %d refinements; allowed: two or more different domains, a width above 0, 0 to 64 refinements (none with MEAN_QUERY)"
              .formatted(kind, domains, keyWidth, refinements));
    }
  }
}
