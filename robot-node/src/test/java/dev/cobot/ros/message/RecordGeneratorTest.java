package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordGeneratorTest {
  @TempDir private Path folder;

  @BeforeEach
  void writePackage() throws IOException {
    write(
        "my_pkg/msg/Odd.msg",
        """
        # A message that Java does not like
        Header header
        string TEXT= "quoted" \\ # all of it
        uint8 BIG=200
        float32 HALF=0.5
        float64 UNKNOWN=nan
        float32 MOST=inf
        float64 LEAST=-Inf
        uint64 HUGE=18446744073709551615
        bool YES=True
        int32 int
        float64[3] class
        string[] to_string
        String[] list
        other_pkg/List[2] others
        time stamp
        uint8[] data
        int32 hash_code
        """);
    write("my_pkg/msg/String.msg", "string data\n");
    write("my_pkg/srv/Grasp.srv", "geometry_msgs/Pose pose\n---\nbool done\n");
    write("my_pkg/action/Cook.action", "int32 dish\n---\nOdd odd\n---\nfloat32 percent\n");
    write("other_pkg/msg/List.msg", "duration[] item\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("ros").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path generateAndCompile() throws IOException {
    Path sources = folder.resolve("src");
    RecordGenerator.main(
        new String[] {
          "--msg-path",
          folder.resolve("ros").toString(),
          "--package",
          "com.acme.msgs",
          "--out",
          sources.toString(),
          "my_pkg"
        });
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> javaFiles = all.filter(file -> file.toString().endsWith(".java")).toList();
      boolean compiled =
          compiler
              .getTask(
                  output,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-Xlint:all", "-Werror", "-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(javaFiles))
              .call();
      assertTrue(compiled, output::toString);
    }
    return classes;
  }

  @Test
  void generatedRecordsCompileAndSpeakWithTheirDefinition() throws Exception {
    Path classes = generateAndCompile();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<? extends RosMessage> odd =
          loader.loadClass("com.acme.msgs.my_pkg.Odd").asSubclass(RosMessage.class);
      assertEquals("\"quoted\" \\ # all of it", odd.getField("TEXT").get(null));
      assertEquals((byte) 200, odd.getField("BIG").get(null));
      assertEquals(0.5f, odd.getField("HALF").get(null));
      assertEquals(Double.NaN, odd.getField("UNKNOWN").get(null));
      assertEquals(Float.POSITIVE_INFINITY, odd.getField("MOST").get(null));
      assertEquals(Double.NEGATIVE_INFINITY, odd.getField("LEAST").get(null));
      assertEquals(-1L, odd.getField("HUGE").get(null));
      assertEquals(true, odd.getField("YES").get(null));
      MessageType<? extends RosMessage> type = MessageType.of(odd);
      DefinitionSource source =
          DefinitionSource.folders(List.of(folder.resolve("ros")))
              .or(DefinitionSource.classPath(getClass().getClassLoader()));
      MessageDefinition definition = MessageDefinition.load("my_pkg/Odd", source);
      assertEquals(definition.md5(), type.md5());
      assertEquals(definition.fullText(), type.definition());
      DynamicType dynamic = DynamicType.of(definition);
      DynamicMessage sent =
          dynamic.message(
              Map.of("int", 5, "class", List.of(1, 2, 3), "list", List.of(Map.of("data", "x"))));
      RosMessage record = type.decode(ByteBuffer.wrap(dynamic.encode(sent)));
      assertEquals(sent, DynamicMessage.of(record));
      assertEquals(5, odd.getMethod("int_").invoke(record));

      ServiceType<?, ?> service =
          (ServiceType<?, ?>)
              loader.loadClass("com.acme.msgs.my_pkg.Grasp").getField("TYPE").get(null);
      assertEquals("my_pkg/Grasp", service.name());
      assertEquals("my_pkg/GraspRequest", service.requestType().name());
      ActionType<?, ?, ?, ?, ?, ?> action =
          (ActionType<?, ?, ?, ?, ?, ?>)
              loader.loadClass("com.acme.msgs.my_pkg.CookAction").getField("TYPE").get(null);
      assertEquals("my_pkg/CookActionGoal", MessageType.of(action.goalEnvelope()).name());
    }
  }

  @Test
  void standardTypesAreNotGeneratedAgain() throws IOException {
    RecordGenerator generator =
        new RecordGenerator(List.of(folder.resolve("ros")), "com.acme.msgs");
    Map<String, String> files = generator.generate(Set.of("my_pkg"));
    assertTrue(files.containsKey("com/acme/msgs/other_pkg/List.java"), files.keySet().toString());
    assertFalse(files.keySet().stream().anyMatch(file -> file.contains("std_msgs")));
    assertTrue(
        files
            .get("com/acme/msgs/my_pkg/GraspRequest.java")
            .contains("import dev.cobot.ros.message.Pose;"));
    assertTrue(files.containsKey("com/acme/msgs/my_pkg/StringMessage.java"));
  }

  @Test
  void mistakesAreNamed() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RecordGenerator(List.of(folder.resolve("none")), "a"));
    assertThrows(IllegalArgumentException.class, () -> new RecordGenerator(List.of(folder), "A-B"));
    DefinitionException error =
        assertThrows(
            DefinitionException.class,
            () -> new RecordGenerator(List.of(folder), "a").generate(Set.of("absent")));
    assertTrue(error.getMessage().contains("no ROS package absent"), error.getMessage());
  }
}
