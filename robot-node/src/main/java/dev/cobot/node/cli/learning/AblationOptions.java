package dev.cobot.node.cli.learning;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BroadcastProbe;
import dev.cobot.brain.Fusion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code cobot eval} may take away from the workspace and from the policy. */
final class AblationOptions {
  /** A part of the workspace that can be left out. */
  enum Part {
    fusion(Fusion.VISION_ALONE),
    attention(Fusion.EQUAL),
    broadcast(Fusion.SILENT),
    memory(Fusion.LEARNED);

    private final Fusion without;

    Part(Fusion without) {
      this.without = without;
    }
  }

  @Option(
      names = "--ablate",
      paramLabel = "PART",
      description =
          "leave out a part: of the workspace fusion (the attended object is broadcast alone),"
              + " attention (vision, language and body enter alike) or broadcast (zeros); or"
              + " memory: what no picture has shown for half a second, and what is not held, is not"
              + " believed in any more")
  private Part part;

  @Option(
      names = "--corrupt",
      paramLabel = "DOMAIN:LEVEL",
      description =
          "add Gaussian noise of this standard deviation, drawn from --seed, to the encoding with"
              + " which vision, language or body enters the fusion; the released ones have a root"
              + " mean square of 0.4 (body) to 0.9")
  private String corrupted;

  @Option(
      names = "--ensemble",
      paramLabel = "N",
      defaultValue = "" + RuntimeModels.ENSEMBLED,
      description =
          "average each motion over the policy's last N decisions, 1 to "
              + ActionChunk.STEPS
              + " (default: ${DEFAULT-VALUE}); 1 takes the newest alone")
  private int ensembled;

  @Option(
      names = "--probe",
      description =
          "also report what can be read from the broadcasts: the object's place and kind and the"
              + " hand's place, against what vision and body alone say")
  private boolean probed;

  private final BroadcastProbe probe = new BroadcastProbe();

  boolean isAny() {
    return part != null || corrupted != null || probed || ensembled != RuntimeModels.ENSEMBLED;
  }

  /**
   * Returns the fusion that is left.
   *
   * @throws IllegalArgumentException if the corruption is not one
   */
  Fusion fusion(long seed) {
    return probed ? probe.around(left(seed)) : left(seed);
  }

  /** Whether what no picture shows is forgotten. */
  boolean forgets() {
    return part == Part.memory;
  }

  /**
   * Returns over how many decisions a motion is averaged.
   *
   * @throws IllegalArgumentException if that is not possible
   */
  int ensembled() {
    if (ensembled < 1 || ensembled > ActionChunk.STEPS) {
      throw new IllegalArgumentException(
          "--ensemble must be in 1 to %d, got %d".formatted(ActionChunk.STEPS, ensembled));
    }
    return ensembled;
  }

  /** Returns what was read from the broadcasts, if that was asked for. */
  Optional<BroadcastProbe.Readings> readings() {
    return probed ? Optional.of(probe.readings()) : Optional.empty();
  }

  private Fusion left(long seed) {
    Fusion fusion = part == null ? Fusion.LEARNED : part.without;
    if (corrupted == null) {
      return fusion;
    }
    String[] words = corrupted.split(":", -1);
    if (words.length == 2) {
      try {
        return fusion.corrupting(words[0], Double.parseDouble(words[1]), seed);
      } catch (NumberFormatException e) {
        throw refused(e);
      }
    }
    throw refused(null);
  }

  private IllegalArgumentException refused(Throwable cause) {
    return new IllegalArgumentException(
        "--corrupt must be DOMAIN:LEVEL, for example body:2, with one of %s; got %s"
            .formatted(Brain.FUSED, corrupted),
        cause);
  }

  /** Returns the options that were given, by name. */
  Map<String, String> describe() {
    Map<String, String> given = new LinkedHashMap<>();
    if (part != null) {
      given.put("ablate", part.name());
    }
    if (corrupted != null) {
      given.put("corrupt", corrupted);
    }
    if (ensembled != RuntimeModels.ENSEMBLED) {
      given.put("ensemble", String.valueOf(ensembled));
    }
    return given;
  }
}
