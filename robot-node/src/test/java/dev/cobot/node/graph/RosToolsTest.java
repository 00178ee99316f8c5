package dev.cobot.node.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cobot.node.cli.console.MasterUri;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.DynamicType;
import dev.cobot.ros.message.Float64Message;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.Point;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Rates, names and values of the tools. */
class RosToolsTest {
  private static final RosTime NOW = new RosTime(12, 34);

  @Test
  void aRateIsThatOfTheWindow() {
    RateWindow window = new RateWindow(3);
    assertEquals(0, window.rate().rateHz());
    for (long at : new long[] {0, 5_000_000_000L, 5_100_000_000L, 5_200_000_000L, 5_400_000_000L}) {
      window.add(at);
    }
    RateWindow.Rate rate = window.rate();
    assertEquals(7.5, rate.rateHz(), 1e-9);
    assertEquals(0.1, rate.minSeconds(), 1e-9);
    assertEquals(0.2, rate.maxSeconds(), 1e-9);
    assertEquals(0.0471404, rate.deviationSeconds(), 1e-6);
    assertEquals(4, rate.window());
    window.add(1_000_000_000L);
    assertEquals(0, window.rate().rateHz(), "time went back");
  }

  @Test
  void aFieldIsWhatIsBehindTheLongestTopic() {
    List<String> topics = List.of("/a", "/a/b", "/joint_states");
    assertEquals(
        Optional.of(new TopicField("/a/b", "c.d[0]")), TopicField.find("/a/b/c/d[0]", topics));
    assertEquals(Optional.of(new TopicField("/a", "")), TopicField.find("a", topics));
    assertEquals(Optional.empty(), TopicField.find("/joint_state", topics));
  }

  @Test
  void messagesAreMadeOfWords() throws IOException {
    DynamicType text = DynamicType.of(MessageType.of(StringMessage.class));
    assertEquals("7", YamlValues.message(text, List.of("7"), NOW).getString("data"));
    assertEquals(
        "a: b c", YamlValues.message(text, List.of("{data: 'a: b c'}"), NOW).getString("data"));
    assertEquals("hello", YamlValues.message(text, List.of("data: hello"), NOW).getString("data"));
    assertEquals("x [y", YamlValues.message(text, List.of("x [y"), NOW).getString("data"));
    DynamicType point = DynamicType.of(MessageType.of(Point.class));
    for (List<String> words : List.of(List.of("1", "2", "3"), List.of("[1, 2, 3]"))) {
      assertEquals(3, YamlValues.message(point, words, NOW).getDouble("z"));
    }
    DynamicType joints = DynamicType.of(MessageType.of(JointState.class));
    DynamicMessage now =
        YamlValues.message(joints, List.of("{header: {stamp: now}, name: [a]}"), NOW);
    assertEquals(12, now.getLong("header.stamp.secs"));
    assertEquals(
        34,
        YamlValues.message(joints, List.of("{header: auto}"), NOW).getLong("header.stamp.nsecs"));
    assertThrows(
        IllegalArgumentException.class, () -> YamlValues.message(point, List.of("1", "2"), NOW));
    assertThrows(IllegalArgumentException.class, () -> YamlValues.parse("{a: [1, 2"));
    DynamicType number = DynamicType.of(MessageType.of(Float64Message.class));
    assertEquals(
        Double.NaN, YamlValues.message(number, List.of("data: .nan"), NOW).getDouble("data"));
    assertEquals(
        Double.NEGATIVE_INFINITY,
        YamlValues.message(number, List.of("-.inf"), NOW).getDouble("data"));
  }

  @Test
  void whatIsPrintedIsReadAsTheSame() {
    for (Object value :
        List.of(
            "8080",
            "0012345",
            "true",
            "yes",
            "no",
            "on",
            "1e5",
            "1.5",
            "0x10",
            "0b1",
            "0o7",
            "1_0",
            "",
            "~",
            "null",
            ".nan",
            "-.inf",
            "12:30",
            "2020-01-01",
            "a: b",
            "- a",
            "#c",
            " x ",
            "a\nb",
            "a\n",
            "\n",
            "tab\t",
            "=",
            "<<",
            "*a",
            "[1",
            "{",
            "'",
            "\"",
            "\\",
            "y",
            "n",
            "@x",
            "10.0.0.1",
            "left",
            "größe",
            5,
            -7,
            true,
            1.5,
            1e22,
            1e-7,
            100.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            "x".repeat(300),
            "word ".repeat(60),
            List.of(1, "1", List.of("a", 2.5)),
            Map.of("port", "8080", "on", true))) {
      Object again = YamlValues.parse(YamlValues.print(value));
      assertEquals(value, again, () -> YamlValues.print(value));
      assertEquals(value.getClass().getSimpleName().contains("List"), again instanceof List);
    }
    assertEquals("'8080'", YamlValues.print("8080"));
    assertEquals("port: '8080'", YamlValues.print(Map.of("port", "8080")));
    assertEquals(".nan", YamlValues.print(Double.NaN));
    assertEquals("-.inf", YamlValues.print(Double.NEGATIVE_INFINITY));
    assertEquals(".nan", YamlValues.parse("'.nan'"));
  }

  @Test
  void aHostWithAnUnderscoreIsAMaster() throws Exception {
    assertEquals(
        "http://my_robot:11311", new MasterUri().convert("http://my_robot:11311").toString());
    for (String wrong : List.of("http://my_robot", "my_robot:11311", "http://my robot:11311", "")) {
      assertThrows(
          CommandLine.TypeConversionException.class, () -> new MasterUri().convert(wrong), wrong);
    }
  }
}
