import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes native libraries that are not for Linux on one processor out of jars: {@code java
 * launch/packaging/ThinJars.java x86_64|aarch64 DIR}. Run by launch/package. A jar without such is left as it
 * is.
 */
final class ThinJars {
  /** e_machine of the ELF header, by processor. */
  private static final Map<String, Integer> MACHINES = Map.of("x86_64", 62, "aarch64", 183);

  private static final Pattern FOREIGN =
      Pattern.compile(".*(\\.(dll|pdb|dylib|jnilib|a|lib|exe)|\\.dsym/.*)");

  /** ELF files of other systems, C libraries and devices. */
  private static final Pattern OTHER_SYSTEM =
      Pattern.compile(".*(freebsd|openbsd|dragonfly|sunos|musl|android|/cu[0-9]+/).*");

  private ThinJars() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2 || !MACHINES.containsKey(arguments[0])) {
      System.err.println("usage: java launch/packaging/ThinJars.java x86_64|aarch64 DIR");
      System.exit(2);
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      thin(jar, MACHINES.get(arguments[0]));
    }
  }

  private static void thin(Path path, int machine) throws IOException {
    Path thinner = path.resolveSibling(path.getFileName() + ".part");
    try (ZipFile jar = new ZipFile(path.toFile())) {
      List<ZipEntry> kept = new ArrayList<>();
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (isKept(jar, entry, machine)) {
          kept.add(entry);
        }
      }
      if (kept.size() == jar.size()) {
        return;
      }
      try (OutputStream file = Files.newOutputStream(thinner);
          ZipOutputStream out = new ZipOutputStream(file)) {
        for (ZipEntry entry : kept) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
          }
        }
      }
    }
    Files.move(thinner, path, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isKept(ZipFile jar, ZipEntry entry, int machine) throws IOException {
    String name = "/" + entry.getName().toLowerCase(Locale.ROOT);
    if (entry.isDirectory() || name.endsWith(".class")) {
      return true;
    } else if (FOREIGN.matcher(name).matches()) {
      return false;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(20)).order(ByteOrder.LITTLE_ENDIAN);
      boolean elf = head.limit() == 20 && head.getInt(0) == 0x464c457f;
      return !elf || (head.getShort(18) == machine && !OTHER_SYSTEM.matcher(name).matches());
    }
  }
}
