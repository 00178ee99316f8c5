package dev.cobot.node.episodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * All of an episode but the bytes of its pictures and its motion.
 *
 * @param document what was heard, grounded, decided and released, and how it ended
 * @param run what the run was: versions, seed, hashes of configuration, models and world
 */
public record Episode(EpisodeSummary summary, JsonNode document, JsonNode run, List<Shot> shots) {
  public Episode {
    shots = List.copyOf(shots);
  }
}
