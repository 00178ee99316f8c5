package dev.cobot.node.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What asking for more than looking takes. It is never part of a text by accident: {@link
 * #toString} hides it.
 */
public final class AccessToken {
  public static final int MAX_CHARACTERS = 256;
  private static final int MIN_CHARACTERS = 16;
  private static final int RANDOM_BYTES = 24;
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  private final String secret;

  private AccessToken(String secret) {
    this.secret = secret;
  }

  /** Returns a new one. */
  public static AccessToken random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Returns the token that a file's first line is.
   *
   * @param key of the profile that names the file, for the error
   * @throws IOException when the file cannot be used, with a sentence that does not repeat it
   */
  public static AccessToken read(String key, Path file) throws IOException {
    String what = key + ": ";
    if (!Files.isRegularFile(file)) {
      throw new IOException(what + "there is no file " + file);
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(MAX_CHARACTERS + 2);
    }
    String line =
        new String(start, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("").strip();
    if (line.length() < MIN_CHARACTERS || line.length() > MAX_CHARACTERS) {
      throw new IOException(
          what
              + "the first line of "
              + file
              + " has "
              + (line.length() > MAX_CHARACTERS ? "more" : line.length() + "")
              + " characters, allowed are "
              + MIN_CHARACTERS
              + " to "
              + MAX_CHARACTERS
              + "; make one with: openssl rand -hex 24");
    }
    if (!ALLOWED.matcher(line).matches()) {
      throw new IOException(
          what
              + "the first line of "
              + file
              + " has other characters than A-Z a-z 0-9 . _ ~ + / = -");
    }
    return new AccessToken(line);
  }

  /** Whether it is this one; takes as long for any that is not. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(digest(secret), digest(presented));
  }

  // Of equal length, so that the comparison does not tell the token's.
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns it. */
  public String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
