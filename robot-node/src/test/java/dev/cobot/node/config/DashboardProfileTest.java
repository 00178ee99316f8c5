package dev.cobot.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardProfileTest {
  private static DashboardProfile read(String... settings) throws ConfigException {
    List<String> all = new ArrayList<>();
    for (String setting : settings) {
      all.add("dashboard." + setting);
    }
    return ProfileReader.read(ProjectHome.resolve("launch/profiles/default.yaml"), all).dashboard();
  }

  private static String refusal(String setting) {
    return assertThrows(ConfigException.class, () -> read(setting), setting).getMessage();
  }

  @Test
  void itIsOffUnlessSaidOtherwiseAndThenOnLoopback() throws Exception {
    assertFalse(read().isOn());
    DashboardProfile on = read("port=8080");
    assertTrue(on.isOn() && on.isLoopback());
    assertTrue(read("bind='::1'").isLoopback());
    assertFalse(read("bind=0.0.0.0").isLoopback());
    assertFalse(read("bind='::'").isLoopback());
    assertEquals(
        List.of("cell1.plant.example"), read("hostNames=[cell1.plant.example]").hostNames());
  }

  @Test
  void whatIsNoPortAddressOrNameIsRefused() {
    assertTrue(refusal("port=65536").contains("dashboard.port: got 65536"));
    assertTrue(refusal("bind=localhost").contains("must be an address"));
    assertTrue(refusal("bind=''").contains("must be an address"));
    assertTrue(refusal("hostNames=['*']").contains("must be a name"));
  }
}
