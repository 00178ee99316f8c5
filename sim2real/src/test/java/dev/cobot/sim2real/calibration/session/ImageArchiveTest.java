package dev.cobot.sim2real.calibration.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
  @TempDir Path folder;

  private Path picture(String name, int width) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(new BufferedImage(width, 4, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private ImageArchive archive() {
    return new ImageArchive(folder.resolve("images"));
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("images"))) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aPictureIsKeptOnceUnderItsContent() throws IOException {
    Path file = picture("a.png", 6);
    RunImage image = RunImage.read(file, ImageRole.FIT);
    assertEquals(6, image.widthPixels());
    assertEquals(4, image.heightPixels());
    assertEquals(Files.size(file), image.bytes());
    Path copy = archive().keep(image);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
    assertEquals(image.sha256(), copy.getFileName().toString());
    assertEquals(copy, archive().keep(RunImage.read(picture("b.png", 6), ImageRole.HELD_OUT)));
    assertEquals(1, files());
    assertEquals(Optional.of(copy), archive().find(image.sha256()));
    assertEquals(Optional.empty(), archive().find("0".repeat(64)));
  }

  @Test
  void aPictureThatChangedIsNotKept() throws IOException {
    RunImage image = RunImage.read(picture("a.png", 6), ImageRole.FIT);
    picture("a.png", 7);
    IOException e = assertThrows(IOException.class, () -> archive().keep(image));
    assertTrue(e.getMessage().contains("has changed since"), e::getMessage);
    assertEquals(Optional.empty(), archive().find(image.sha256()));
  }

  @Test
  void aDamagedCopyIsToldOfAndReplaced() throws IOException {
    RunImage image = RunImage.read(picture("a.png", 6), ImageRole.FIT);
    Path copy = archive().keep(image);
    Files.writeString(copy, "half");
    IOException e = assertThrows(IOException.class, () -> archive().find(image.sha256()));
    assertTrue(e.getMessage().contains("is not the picture that its name says"), e::getMessage);
    archive().keep(image);
    assertEquals(Optional.of(copy), archive().find(image.sha256()));
    assertEquals(1, files());
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("a.png"), "no picture");
    IOException e = assertThrows(IOException.class, () -> RunImage.read(text, ImageRole.FIT));
    assertTrue(e.getMessage().contains("is no picture"), e::getMessage);
    assertThrows(IllegalArgumentException.class, () -> archive().find("../../etc/passwd"));
  }
}
