package dev.cobot.node.tutorial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.Cobot;
import dev.cobot.node.cli.calibrate.ChessboardPictures;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Follows the tutorials to the letter, each in a copy of the project, by the launcher as it is.
 * Left out are blocks {@code sh long} (trainings; {@code AddingTest} does them in small), of which
 * only the options are read. The photographs of a board are drawn.
 */
@Timeout(300)
class TutorialsTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  @TempDir private static Path root;
  private static FreshCheckout checkout;

  @BeforeAll
  static void copy() throws IOException {
    checkout = new FreshCheckout(root);
  }

  static Stream<String> tutorials() throws IOException {
    try (Stream<Path> files = Files.list(ProjectHome.resolve("launch/tutorials"))) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
              .sorted()
              .toList();
      return names.stream();
    }
  }

  @Test
  void theListNamesEveryTutorial() throws IOException {
    String list = Files.readString(ProjectHome.resolve("launch/tutorials/README.md"));
    List<String> names = tutorials().toList();
    assertEquals(8, names.size(), names::toString);
    names.forEach(name -> assertTrue(list.contains("(" + name + ")"), name));
  }

  @ParameterizedTest
  @MethodSource("tutorials")
  void everyCommandDoesWhatIsWritten(String name) throws Exception {
    checkout.renew();
    prepare(name);
    Tutorial tutorial =
        Tutorial.parse(Files.readString(ProjectHome.resolve("launch/tutorials/" + name)));
    try (Terminals terminals = Terminals.open(checkout.home())) {
      Map<String, Terminals.Typed> typed = new HashMap<>();
      for (Tutorial.Block block : tutorial.blocks()) {
        String where = name + ":" + block.line() + ": ";
        try {
          switch (block.kind()) {
            case TYPED -> {
              checkout.build();
              typed.put("", terminals.type(block.text(), block.exit()));
            }
            case STAYS -> {
              Terminals.Typed stays = terminals.start(block.text());
              typed.put("", stays);
              typed.put(block.name(), stays);
            }
            case LONG -> requireOptions(block.text());
            case SAID -> requireSaid(block.text(), typed.get(block.name()));
            case FILE -> checkout.write(block.name(), block.text());
            case SHOWN -> {}
          }
        } catch (AssertionError e) {
          throw new AssertionError(where + e.getMessage(), e);
        }
      }
    }
  }

  private static void requireSaid(String shown, Terminals.Typed typed)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!Tutorial.matches(shown, typed.said())) {
      if (typed.isOver() || System.nanoTime() > deadline) {
        throw new AssertionError("says\n" + typed.said() + "and not\n" + shown);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Holds against the command line's help that there are the verb and the options. */
  private static void requireOptions(String commands) {
    for (String line : commands.replace("\\\n", " ").lines().toList()) {
      List<String> words = new ArrayList<>(Arrays.asList(line.strip().split("\\s+", -1)));
      assertEquals("launch/cobot", words.remove(0), line);
      int first = 0;
      while (first < words.size() && !words.get(first).startsWith("-")) {
        first++;
      }
      String[] call =
          Stream.concat(words.stream().limit(first), Stream.of("--help")).toArray(String[]::new);
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      assertEquals(
          0,
          Cobot.execute(call, new PrintWriter(out, true), new PrintWriter(err, true)),
          () -> line + ": " + err);
      words.stream()
          .filter(word -> word.startsWith("--"))
          .forEach(option -> assertTrue(out.toString().contains(option), line));
    }
  }

  /** What the reader has, and a test has not. */
  private void prepare(String name) throws IOException {
    if (name.equals("calibrate.md")) {
      ChessboardPictures board =
          new ChessboardPictures(
              new CameraIntrinsics(
                  320, 240, 300, 300, 160, 120, List.of(-0.1, 0.02, 0.0, 0.0, 0.0)));
      Path photographs = Files.createDirectories(checkout.home().resolve("photographs"));
      for (int k = 0; k < 12; k++) {
        board.take(k, photographs.resolve(String.format(Locale.ROOT, "view-%03d.png", k + 1)));
      }
    }
  }

  @Test
  void whatIsShownIsHeldAgainstWhatIsSaid() {
    assertTrue(Tutorial.matches("a … c\n…\nend\n", "a b c\nx\ny\nend\n"));
    assertTrue(Tutorial.matches("a\n…\n", "a\n"));
    assertFalse(Tutorial.matches("a\nend\n", "a\nx\nend\n"));
    assertFalse(Tutorial.matches("a … c\n", "a b\nc\n"));
    assertFalse(Tutorial.matches("a\n", "a b\n"));
    assertFalse(Tutorial.matches("a.c\n", "abc\n"));
  }

  @Test
  void blocksThatNobodyRunsAreRefused() {
    for (String bad :
        List.of(
            "```\nlaunch/cobot run\n```\n",
            "```yaml\na: 1\n```\n",
            "```sh sometimes\nx\n```\n",
            "text\n    launch/cobot run\n")) {
      assertThrows(IllegalArgumentException.class, () -> Tutorial.parse(bad), bad);
    }
    assertEquals(4, Tutorial.parse("```sh exit 4\nx\n```\n").blocks().get(0).exit());
  }
}
