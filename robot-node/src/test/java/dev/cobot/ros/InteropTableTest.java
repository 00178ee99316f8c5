package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code INTEROP.md} names every case that a test runs, and no other. */
class InteropTableTest {
  private static final int FEWEST = 60;

  @Test
  void theTableIsWhatTheTestsRun() throws IOException {
    TreeMap<String, String> cases = new TreeMap<>();
    for (JavaMethod method :
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.cobot")
                .stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(InteropCase.class))
                .toList()) {
      String test = method.getOwner().getSimpleName() + "." + method.getName();
      assertTrue(
          (method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class))
              && !method.isAnnotatedWith(Disabled.class),
          test + " is no test that runs");
      for (String name : method.getAnnotationOfType(InteropCase.class).value()) {
        String before = cases.put(test + " " + name, "| " + name + " | `" + test + "` |");
        assertEquals(null, before, "a case has two lines: " + name);
      }
    }
    assertTrue(cases.size() >= FEWEST, () -> "only " + cases.size() + " cases");
    Path file = Path.of("INTEROP.md");
    List<String> rows =
        Files.readAllLines(file).stream().filter(line -> line.contains("` |")).toList();
    Path wanted = Path.of("target", "INTEROP-rows.md");
    Files.write(wanted, cases.values());
    assertEquals(
        List.copyOf(cases.values()),
        rows,
        "INTEROP.md does not name the cases that the tests run; its rows should be those of "
            + wanted);
    assertTrue(
        Files.readString(file).contains(cases.size() + " cases"),
        "INTEROP.md should say that there are " + cases.size() + " cases");
  }
}
