package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.cli.console.Launcher;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The help of every verb, and of every verb below it. */
class HelpTest {
  /** A conversion or a variable that nobody replaced, or an escape that is still one. */
  private static final Pattern RAW = Pattern.compile("%%|%n|%[0-9.]*[sdf]\\b|\\$\\{");

  private final TreeMap<String, CommandLine> commands = new TreeMap<>();

  private void collect(CommandLine command) {
    commands.put(command.getCommandSpec().qualifiedName(), command);
    command.getSubcommands().values().forEach(this::collect);
  }

  /** The option parser tells of texts that it cannot format on standard error, and prints on. */
  private static String standardErrorOf(Supplier<String> task, StringBuilder result) {
    PrintStream before = System.err;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      result.append(task.get());
    } finally {
      System.setErr(before);
    }
    return caught.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyVerbsHelpIsPrintedWithoutWarningsAndWithEveryVariableReplaced() {
    collect(Cobot.commandLine());
    assertTrue(
        commands.keySet().containsAll(List.of("cobot eval workspace", "cobot ros topic hz")));
    commands.forEach(
        (name, command) -> {
          StringBuilder help = new StringBuilder();
          assertEquals("", standardErrorOf(command::getUsageMessage, help), name + " --help");
          assertTrue(help.toString().startsWith("Usage: " + name), help::toString);
          assertTrue(
              !RAW.matcher(help).find(),
              () ->
                  name
                      + ": "
                      + RAW.matcher(help).results().map(m -> m.group()).toList()
                      + " in "
                      + help);
        });
  }

  /** The verb above shows the first line of a description alone. */
  @Test
  void theFirstLineOfEachDescriptionIsASentence() {
    collect(Cobot.commandLine());
    commands.forEach(
        (name, command) -> {
          String line = command.getCommandSpec().usageMessage().description()[0];
          assertTrue(line.endsWith("."), () -> name + ": " + line);
        });
  }

  /** That the other test would hear of a bare sign. */
  @Test
  void aBareSignIsToldOfOnStandardError() {
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create().name("signs");
    spec.usageMessage().description("the 95 % Wilson interval");
    assertTrue(
        standardErrorOf(new CommandLine(spec)::getUsageMessage, new StringBuilder())
            .contains("95 % Wilson"));
  }

  @Test
  void whatIsProposedCanBeTypedAsItStands() {
    String property = "cobot.typed";
    try {
      for (String verb : Cobot.commandLine().getSubcommands().keySet()) {
        System.setProperty(property, "launch/cobot");
        assertEquals(
            "none; try: launch/cobot " + verb + " x",
            Launcher.inWords("none; try: cobot " + verb + " x"));
        System.setProperty(property, "/opt/my cell/bin/cobot");
        assertEquals(
            "('/opt/my cell/bin/cobot' " + verb + ")", Launcher.inWords("(cobot " + verb + ")"));
      }
      for (String other : List.of("cobot: ready", "the user cobot has", "/usr/bin/cobot run")) {
        assertEquals(other, Launcher.inWords(other));
      }
    } finally {
      System.clearProperty(property);
    }
  }
}
