package dev.cobot.sim2real.scene;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** One root seed, named random streams: a new draw in one stream moves nothing in another. */
public record SeedStreams(long rootSeed) {
  /** Returns the stream of this name; the same root and name give the same draws in every JVM. */
  public SplittableRandom stream(String name) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bit
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new SplittableRandom(mix(rootSeed) ^ hash);
  }

  /** Returns the streams of an indexed child, for example of one episode. */
  public SeedStreams child(long index) {
    return new SeedStreams(mix(mix(rootSeed) + 0x9e3779b97f4a7c15L * (index + 1)));
  }

  // Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
