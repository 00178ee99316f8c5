package dev.cobot.brain;

import dev.cobot.brain.belief.Track;
import dev.cobot.brain.workspace.Attention;
import java.util.List;

/**
 * What the phrases of a command attend to among the objects that are believed to be there.
 *
 * @param tracks the objects, in the order of the attention's weights
 * @param targetPhrase what the target's phrase alone would broadcast (workspace width)
 * @param destinationPhrase the same for the destination
 */
public record Grounding(
    List<Track> tracks,
    Attention target,
    Attention destination,
    float[] targetPhrase,
    float[] destinationPhrase) {
  public Grounding {
    tracks = List.copyOf(tracks);
  }
}
