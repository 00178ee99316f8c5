package dev.cobot.sim2real.calibration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a calibration is worth. */
public enum Verdict {
  /** Good for use. */
  @JsonProperty("ok")
  OK,
  /** Usable within its sigma; the detail says what would make it better. */
  @JsonProperty("weak")
  WEAK,
  /** Not to be used; the detail says why and what to do. */
  @JsonProperty("refused")
  REFUSED
}
