package dev.cobot.brain.network;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Opens one file with a network that another program exported: ONNX, or TorchScript. */
public final class ExportedModel {
  /** The largest file that is read. */
  public static final long MAX_BYTES = 1L << 30;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}\\.(onnx|pt)");

  private ExportedModel() {}

  /**
   * Opens a file of a folder, if it is the one with this hash. What is opened is a private copy: no
   * file beside it is read, and none that is changed meanwhile.
   *
   * @param name of the file, without a path; its ending says what it is, {@code .onnx} or {@code
   *     .pt}
   * @param sha256 of the file, in hexadecimal
   * @param inputs names of the inputs; a TorchScript module takes them in this order
   * @param output what the first result of a TorchScript module is called; ONNX files name theirs
   * @throws ModelException with one sentence, if the file is missing, too large, another one than
   *     the hash says, or nothing that its engine takes
   */
  public static InferenceNet open(
      Path folder,
      String name,
      String sha256,
      List<String> inputs,
      String output,
      InferenceDevice device) {
    if (!NAME.matcher(name).matches()) {
      throw new ModelException(
          "the model file '%s' in %s: allowed are names of letters, digits, - and _ that end in .onnx or .pt, without a path"
              .formatted(name, folder));
    }
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelException(
          "%s is missing or no regular file; put the exported network there".formatted(file));
    }
    try {
      Path own = Files.createTempDirectory("cobot-exported");
      Path copy = own.resolve(name);
      try {
        copyChecked(file, copy, sha256);
        return load(copy, file, inputs, output, device);
      } finally {
        Files.deleteIfExists(copy);
        Files.deleteIfExists(own);
      }
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void copyChecked(Path file, Path copy, String sha256) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
        OutputStream out = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > MAX_BYTES) {
          throw new ModelException(
              "%s has more than %d bytes, the most that is read".formatted(file, MAX_BYTES));
        }
        out.write(buffer, 0, read);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new ModelException(
          "%s has the SHA-256 %s, asked for is %s: it is damaged or another one; it is not opened, because a network can run code. If you trust it, write its hash down"
              .formatted(file, found, sha256));
    }
  }

  private static InferenceNet load(
      Path copy, Path source, List<String> inputs, String output, InferenceDevice device) {
    try {
      return copy.toString().endsWith(".onnx")
          ? OnnxNet.open(copy, device)
          : TorchScriptNet.open(copy, inputs, output, device);
    } catch (IOException | MalformedModelException | RuntimeException e) {
      throw new ModelException(
          "%s is nothing that %s opens: %s; export it again, in one file"
              .formatted(
                  source,
                  copy.toString().endsWith(".onnx") ? "ONNX Runtime" : "PyTorch (TorchScript)",
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }
}
