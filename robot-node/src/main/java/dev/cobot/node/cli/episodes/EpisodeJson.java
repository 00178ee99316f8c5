package dev.cobot.node.cli.episodes;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeSummary;
import dev.cobot.node.episodes.Shot;
import java.time.Instant;

/** Episodes as JSON. */
final class EpisodeJson {
  private static final JsonMapper JSON = new JsonMapper();

  private EpisodeJson() {}

  static ObjectNode of(EpisodeSummary episode) {
    return JSON.createObjectNode()
        .put("episode", episode.number())
        .put("commandId", episode.commandId())
        .put("text", episode.text())
        .put("source", episode.source())
        .put("began", Instant.ofEpochMilli(episode.beganMillis()).toString())
        .put(
            "ended",
            episode.endedMillis() == 0
                ? null
                : Instant.ofEpochMilli(episode.endedMillis()).toString())
        .put("outcome", episode.outcome())
        .put("reason", episode.reason())
        .put("detail", episode.detail())
        .put("question", episode.question())
        .put("understood", episode.understood())
        .put("pictures", episode.pictures());
  }

  static ObjectNode of(Episode episode) {
    ObjectNode node = of(episode.summary());
    node.set("record", episode.document());
    node.set("run", episode.run());
    ArrayNode shots = node.putArray("shots");
    for (Shot shot : episode.shots()) {
      shots
          .addObject()
          .put("moment", shot.moment())
          .put("camera", shot.camera())
          .put("stamp", shot.stampNanos() * 1e-9)
          .put("widthPixels", shot.widthPixels())
          .put("heightPixels", shot.heightPixels())
          .put("sha256", shot.sha256());
    }
    return node;
  }
}
