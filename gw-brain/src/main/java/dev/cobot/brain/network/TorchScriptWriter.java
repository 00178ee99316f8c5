package dev.cobot.brain.network;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive that holds source text and no tensors; PyTorch compiles it on load.
 * Format: a zip of stored entries as in PyTorch's {@code torch/csrc/jit/docs/serialization.md}.
 */
public final class TorchScriptWriter {
  private TorchScriptWriter() {}

  /**
   * Writes {@code directory/name.pt}.
   *
   * @param name of the module, a word
   * @param methods TorchScript text, indented by two spaces; {@code self} is {@code __torch__.NAME}
   */
  public static void write(Path directory, String name, String methods) throws IOException {
    String source =
        "class %s(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n%s"
            .formatted(name, methods);
    // Pickle protocol 2: build __torch__.NAME with the state {"training": False}.
    String module =
        "\u0080\u0002c__torch__\n" + name + "\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub.";
    try (OutputStream out = Files.newOutputStream(directory.resolve(name + ".pt"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, name + "/data.pkl", module.getBytes(StandardCharsets.ISO_8859_1));
      put(zip, name + "/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, name + "/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, name + "/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
