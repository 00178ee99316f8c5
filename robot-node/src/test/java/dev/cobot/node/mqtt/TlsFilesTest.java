package dev.cobot.node.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.MqttProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong file is named, with what is wrong with it. */
class TlsFilesTest {
  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static MqttProfile profile(
      String passwordFile, String caFile, String certificateFile, String keyFile) {
    return new MqttProfile(
        "mqtts://127.0.0.1",
        "site",
        "cell",
        "user",
        passwordFile,
        caFile,
        certificateFile,
        keyFile,
        false,
        "store",
        60);
  }

  private static void assertRefused(MqttProfile profile, String... parts) {
    String message =
        assertThrows(IOException.class, () -> BrokerConnection.Credentials.of(profile))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void thePasswordIsTheFirstLine() throws Exception {
    assertArrayEquals(
        new byte[] {'a', ' ', 'b'}, TlsFiles.password(profile(file("p", "a b\nc\n"), "", "", "")));
    assertRefused(profile(file("e", "\nx"), "", "", ""), "mqtt.passwordFile", "empty");
    assertRefused(profile(folder.resolve("none").toString(), "", "", ""), "there is no file");
    assertRefused(profile(file("l", "x".repeat(2 << 20)), "", "", ""), "is it the right file?");
  }

  @Test
  void wrongCertificatesAndKeysAreNamed() throws Exception {
    assertRefused(profile("", file("ca", "hello"), "", ""), "mqtt.caFile", "no PEM certificate");
    assertRefused(profile("", file("none", ""), "", ""), "mqtt.caFile", "no PEM certificate");
    MosquittoBroker.run(
        folder,
        "sh",
        "-c",
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=a"
            + " -keyout a.key -out a.crt && openssl ec -in a.key -out old.key"
            + " && openssl genpkey -algorithm RSA -out rsa.key");
    String certificate = folder.resolve("a.crt").toString();
    BrokerConnection.Credentials.of(
        profile("", certificate, certificate, folder.resolve("a.key").toString()));
    for (String wrong : List.of("old.key", "rsa.key", "a.crt")) {
      assertRefused(
          profile("", "", certificate, folder.resolve(wrong).toString()),
          "mqtt.keyFile",
          "openssl pkcs8 -topk8");
    }
  }
}
