package dev.cobot.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.action.evaluate.EpisodeResult;
import java.io.IOException;

/** A judged episode as a line of text, from one process to another; nothing is lost on the way. */
final class EpisodeLine {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  private static final String OTHER =
      "another process was asked for episode %s %d and tells of something else (%s); every machine"
          + " needs the same installation";

  private EpisodeLine() {}

  static String of(EpisodeResult result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @throws IOException if the line is no episode of this task and seed
   */
  static EpisodeResult read(String line, String taskId, long seed) throws IOException {
    EpisodeResult result;
    try {
      result = JSON.readValue(line, EpisodeResult.class);
    } catch (JsonProcessingException e) {
      throw new IOException(OTHER.formatted(taskId, seed, e.getOriginalMessage()), e);
    }
    if (!result.taskId().equals(taskId) || result.seed() != seed) {
      throw new IOException(OTHER.formatted(taskId, seed, result.taskId() + " " + result.seed()));
    }
    return result;
  }
}
