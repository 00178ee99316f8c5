package dev.cobot.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MqttProfileTest {
  private static MqttProfile read(String... settings) throws ConfigException {
    List<String> all = new ArrayList<>();
    for (String setting : settings) {
      all.add("mqtt." + setting);
    }
    return ProfileReader.read(ProjectHome.resolve("launch/profiles/default.yaml"), all).mqtt();
  }

  private static String refusal(String... settings) {
    return assertThrows(ConfigException.class, () -> read(settings)).getMessage();
  }

  @Test
  void itIsOffUnlessSaidOtherwise() throws Exception {
    assertFalse(read().isOn());
  }

  @Test
  void theSchemeSaysPortAndProtection() throws Exception {
    MqttProfile tls = read("broker=mqtts://broker.example");
    assertTrue(tls.isTls());
    assertEquals("broker.example:8883", tls.host() + ":" + tls.port());
    MqttProfile clear = read("broker='mqtt://[::1]'");
    assertFalse(clear.isTls());
    assertEquals("[::1]:1883", clear.host() + ":" + clear.port());
    assertEquals(99, read("broker=mqtt://127.0.0.1:99/").port());
  }

  @Test
  void oneOfItsOwnIsOnLoopbackAndTheCellHasItsOwnAccount() throws Exception {
    MqttProfile embedded = read("broker=embedded");
    assertTrue(embedded.isEmbedded() && embedded.isOn() && !embedded.isTls());
    assertEquals(1883, embedded.port());
    MqttProfile served = read("broker=embedded:1999", "cell=arm", "user=mes").served();
    assertEquals("mqtt://127.0.0.1:1999 arm", served.broker() + " " + served.user());
    assertFalse(served.isEmbedded());
    for (String wrong : List.of("embedded:", "embedded:x", "embedded://0.0.0.0", "embedded:1:2")) {
      assertTrue(refusal("broker='" + wrong + "'").contains("embedded:PORT"), wrong);
    }
    assertTrue(refusal("broker=embedded:99999").contains("[1, 65535]"));
    assertTrue(refusal("broker=embedded", "caFile=ca.crt").contains("without TLS"));
  }

  @Test
  void clearTextLeavesThisMachineOnlyWhenAllowed() throws Exception {
    String message = refusal("broker=mqtt://broker.example");
    assertTrue(message.contains("mqtt.broker"), message);
    assertTrue(message.contains("in the clear") && message.contains("--mqtt-clear-text"), message);
    assertTrue(refusal("broker=mqtt://127.0.0.1.example.com").contains("in the clear"));
    assertTrue(read("broker=mqtt://broker.example", "allowClearText=true").isOn());
  }

  @Test
  void whatIsNoBrokerIsRefusedAndNoPasswordRepeated() {
    for (String wrong :
        List.of("tcp://a:1", "mqtts://", "broker:8883", "mqtts://a:99999", "mqtts://a/topic")) {
      String message = refusal("broker='" + wrong + "'");
      assertTrue(message.contains("allowed: mqtts://host:8883"), message);
    }
    String message = refusal("broker='mqtts://me:secret@broker.example'");
    assertTrue(message.contains("--mqtt-password-file"), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void whatGoesTogetherIsAskedForTogether() {
    String on = "broker=mqtts://broker.example";
    assertTrue(refusal(on, "passwordFile=p").contains("--mqtt-user"));
    assertTrue(refusal(on, "certificateFile=c").contains("mqtt.keyFile"));
    assertTrue(refusal(on, "keyFile=k").contains("mqtt.certificateFile"));
    assertTrue(refusal("broker=mqtt://127.0.0.1", "caFile=c").contains("only mqtts://"));
    assertTrue(refusal(on, "store=''").contains("must be a file"));
    assertTrue(refusal("site='a/b'").contains("A-Z"));
    assertTrue(refusal("cell='#'").contains("A-Z"));
    assertTrue(refusal("sessionExpirySeconds=0").contains("[1, 604800]"));
  }
}
