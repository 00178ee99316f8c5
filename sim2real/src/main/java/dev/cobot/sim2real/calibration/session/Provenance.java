package dev.cobot.sim2real.calibration.session;

import java.util.Map;

/**
 * When and with what a run was made.
 *
 * @param createdAtMillis epoch milliseconds, UTC
 * @param softwareVersions version by name, for example {@code boofcv} to {@code 1.1.7}
 * @param modelHashes SHA-256 by the name of each model that took part; empty if none did
 */
public record Provenance(
    long createdAtMillis, Map<String, String> softwareVersions, Map<String, String> modelHashes) {
  /** The year 10000: what is later is in other units than milliseconds. */
  private static final long MAX_MILLIS = 253_402_300_800_000L;

  public Provenance {
    if (createdAtMillis < 0 || createdAtMillis >= MAX_MILLIS) {
      throw new IllegalArgumentException(
          "createdAtMillis must be epoch milliseconds in [0, "
              + MAX_MILLIS
              + "), got "
              + createdAtMillis);
    }
    softwareVersions = StoredText.entries("software versions", softwareVersions);
    modelHashes = StoredText.entries("model hashes", modelHashes);
    modelHashes.forEach((model, hash) -> StoredText.sha256("model " + model, hash));
  }
}
