package dev.cobot.node.mqtt;

import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProjectHome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files with which a cell shows who it is and knows its broker. */
final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final char[] IN_MEMORY = {'i', 'n'};

  private TlsFiles() {}

  /** Returns the password, or null where there is none. */
  static byte[] password(MqttProfile profile) throws IOException {
    if (profile.passwordFile().isEmpty()) {
      return null;
    }
    String what = "mqtt.passwordFile";
    String line =
        new String(read(what, profile.passwordFile()), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
    if (line.isEmpty()) {
      throw new IOException(
          what + ": the first line of " + profile.passwordFile() + " is empty; write the password");
    }
    warnIfOthersRead(what, profile.passwordFile());
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns what makes TLS sockets as the profile says. */
  static SSLSocketFactory sockets(MqttProfile profile) throws IOException {
    try {
      KeyManager[] keys = null;
      if (!profile.certificateFile().isEmpty()) {
        warnIfOthersRead("mqtt.keyFile", profile.keyFile());
        List<Certificate> chain = certificates("mqtt.certificateFile", profile.certificateFile());
        KeyStore own = emptyStore();
        own.setKeyEntry(
            "cell",
            key(profile.keyFile(), chain.get(0).getPublicKey().getAlgorithm()),
            IN_MEMORY,
            chain.toArray(Certificate[]::new));
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, IN_MEMORY);
        keys = factory.getKeyManagers();
      }
      TrustManager[] trusted = null;
      if (!profile.caFile().isEmpty()) {
        KeyStore store = emptyStore();
        for (Certificate certificate : certificates("mqtt.caFile", profile.caFile())) {
          store.setCertificateEntry("ca" + store.size(), certificate);
        }
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        trusted = factory.getTrustManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("mqtt: TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(String what, String file) throws IOException {
    try {
      List<Certificate> certificates =
          new ArrayList<>(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(read(what, file))));
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(what + ": " + file + " has no PEM certificate: " + e.getMessage(), e);
    }
    throw new IOException(what + ": " + file + " has no PEM certificate");
  }

  private static PrivateKey key(String file, String algorithm) throws IOException {
    String text = new String(read("mqtt.keyFile", file), StandardCharsets.US_ASCII);
    Matcher pem = KEY.matcher(text);
    String remedy =
        "; allowed is an unencrypted PKCS #8 key in PEM (BEGIN PRIVATE KEY), which openssl pkcs8"
            + " -topk8 -nocrypt makes of others";
    if (!pem.find()) {
      throw new IOException("mqtt.keyFile: " + file + " has no such key" + remedy);
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1).strip())));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new IOException(
          "mqtt.keyFile: the key in "
              + file
              + " cannot be read or is not the certificate's ("
              + algorithm
              + ")"
              + remedy,
          e);
    } catch (GeneralSecurityException e) {
      throw new IOException("mqtt.keyFile: " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] read(String what, String file) throws IOException {
    Path path = ProjectHome.resolve(file);
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(
            what + ": " + path + " has more than " + MAX_BYTES + " bytes; is it the right file?");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IOException(what + ": there is no file " + path, e);
    }
  }

  private static void warnIfOthersRead(String what, String file) throws IOException {
    Path path = ProjectHome.resolve(file);
    Optional<PosixFilePermission> others =
        path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? Files.getPosixFilePermissions(path).stream()
                .filter(PosixFilePermission.OTHERS_READ::equals)
                .findAny()
            : Optional.empty();
    if (others.isPresent()) {
      log.warn("{}: everybody may read {}; say: chmod 600 {}", what, path, path);
    }
  }
}
