package dev.cobot.brain.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OneDnnTest {
  private static String processor(String vendor, String flags) {
    return "processor\t: 0\nvendor_id\t: %s\nmodel name\t: X\nflags\t\t: fpu %s avx2\nbugs\t\t: \n"
        .formatted(vendor, flags);
  }

  @Test
  void onlyAnAmdProcessorWhoseCachesAreListedByTheSameLeafIsLeftAlone() {
    String amd = processor("AuthenticAMD", "topoext");
    assertEquals(true, OneDnn.misreadsCaches(amd, false));
    assertEquals(false, OneDnn.misreadsCaches(amd, true));
    assertEquals(true, OneDnn.misreadsCaches(processor("AuthenticAMD", "topoextra"), true));
    assertEquals(false, OneDnn.misreadsCaches(processor("GenuineIntel", "ht"), false));
    assertEquals(false, OneDnn.misreadsCaches("processor\t: 0\nFeatures\t: fp asimd\n", false));
    assertEquals(true, OneDnn.misreadsCaches("vendor_id\t: AuthenticAMD\n", true));
  }
}
