package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.MeshSource;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeshFileTest {
  private static final String TEXT_STL =
      """
      solid wedge
        facet normal 0 0 1
          outer loop
            vertex 0 0 0
            vertex 1e0 0 0
            vertex 0 2.0 0.5
          endloop
        endfacet
        facet normal 0 0 0
          outer loop
            vertex 0 0 0
            vertex 1 0 0
            vertex 2 0 0
          endloop
        endfacet
      endsolid wedge
      """;

  private static final String PRISM_OBJ =
      """
      # a square and a triangle
      mtllib colours.mtl
      o prism
      v 0 0 0
      v 1 0 0
      v 1 1 0
      v 0 1 0
      v 0 0 2 1.0
      vt 0 0
      vt 1 0
      vt 1 1
      vt 0 1
      vn 0 0 3
      usemtl red
      s off
      f 1/1/1 2/2/1 3/3/1 4/4/1
      usemtl blue
      f -5/1/-1 -4/2/-1 -1/4/-1
      """;

  private final List<String> ignored = new ArrayList<>();

  private TriangleMesh parse(String file, String text) throws DescriptionException {
    return MeshFile.parse(file, text.getBytes(StandardCharsets.US_ASCII), ignored);
  }

  private static byte[] binary(float... coordinates) {
    int triangles = coordinates.length / 9;
    ByteBuffer out = ByteBuffer.allocate(84 + 50 * triangles).order(ByteOrder.LITTLE_ENDIAN);
    out.put("solid in name only".getBytes(StandardCharsets.US_ASCII));
    out.position(80);
    out.putInt(triangles);
    for (int i = 0; i < triangles; i++) {
      out.putFloat(0).putFloat(0).putFloat(0);
      for (int k = 0; k < 9; k++) {
        out.putFloat(coordinates[9 * i + k]);
      }
      out.putShort((short) 0);
    }
    return out.array();
  }

  private void refused(String file, String text, String... words) {
    String message =
        assertThrows(DescriptionException.class, () -> parse(file, text), text).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), "'" + word + "' is missing in: " + message);
    }
  }

  @Test
  void bothKindsOfStlGiveTheSameTriangles() throws Exception {
    TriangleMesh text = parse("wedge.stl", TEXT_STL);
    TriangleMesh binary =
        MeshFile.parse("wedge.stl", binary(0, 0, 0, 1, 0, 0, 0, 2, 0.5f), ignored);
    for (TriangleMesh mesh : List.of(text, binary)) {
      assertEquals(1, mesh.triangles(), "the triangle without an area is dropped");
      assertFalse(mesh.isSmooth());
      assertFalse(mesh.hasTextureCoordinates());
      assertEquals(new Vector3(0, 0, 0), mesh.minMeters());
      assertEquals(new Vector3(1, 2, 0.5), mesh.maxMeters());
      assertEquals(2, mesh.corner(0, 2, 1));
    }
    assertEquals(List.of(), ignored);
  }

  @Test
  void objGivesPolygonsNormalsAndTextureAndListsItsMaterials() throws Exception {
    TriangleMesh mesh = parse("prism.obj", PRISM_OBJ);
    assertEquals(3, mesh.triangles());
    assertTrue(mesh.isSmooth());
    assertEquals(1, mesh.normal(2, 1, 2));
    assertEquals(1, mesh.textureCoordinate(1, 1, 0));
    assertEquals(1, mesh.textureCoordinate(1, 2, 1));
    assertEquals(2, mesh.corner(2, 2, 2));
    assertEquals(new Vector3(1, 1, 2), mesh.maxMeters());
    assertEquals(
        List.of("prism.obj:2: 'mtllib' of a mesh file", "prism.obj:14: 'usemtl' of a mesh file"),
        ignored);
    TriangleMesh wide = mesh.scaled(new Vector3(2, 1, 0.5));
    assertEquals(new Vector3(2, 1, 1), wide.maxMeters());
    assertEquals(1, wide.normal(0, 0, 2), 1e-6);
    TriangleMesh plain = parse("prism.obj", PRISM_OBJ.replace("-1/4/-1", "-1"));
    assertFalse(plain.isSmooth() || plain.hasTextureCoordinates(), "one corner has none");
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    refused("a.stl", "", "a.stl: no STL", "84 bytes", "got 0 bytes");
    refused("a.stl", "solid\nfacet\nouter loop\nvertex 0 0\n", "a.stl:4: ", "3 numbers, got 2");
    refused("a.stl", "solid\nfacet\nouter loop\nvertex 0 0 x\n", "a.stl:4: ", "'x'");
    refused("a.stl", "solid\nfacet\nouter loop\nvertex 0 0 1e9\n", "[-10000, 10000]", "'1e9'");
    refused("a.stl", "solid\nfacet\nloop\n", "a.stl:3: expected 'outer', got 'loop'");
    refused("a.stl", "solid\n", "expected 'facet' or 'endsolid', got the end of the file");
    refused("a.stl", "solid\nendsolid\n", "no triangle with an area");
    refused("a.stl", "solid\nendsolid\nfacet\n", "expected 'solid', got 'facet'");
    refused("a.obj", "v 0 0\n", "a.obj:1: 'v' needs 3 numbers, got 2");
    refused("a.obj", "v 0 0 nan\n", "'nan'");
    refused("a.obj", "v 1.2.3 0 0\n", "'1.2.3'");
    refused("a.obj", "v 0 0 0\nf 1 1\n", "a.obj:2: a face has 3 to 256 corners, got 2");
    refused("a.obj", "v 0 0 0\nf 1 1 2\n", "v 2", "the file has 1");
    refused("a.obj", "v 0 0 0\nf 1 1 0\n", "v 0");
    refused("a.obj", "v 0 0 0\nf 1 1 -2\n", "v -2");
    refused("a.obj", "v 0 0 0\nvt 0 0\nf 1 1 1/2\n", "vt 2");
    refused("a.obj", "v 0 0 0\nf 1 1 a\n", "'a'");
    refused("a.obj", "v 0 0 0\nf 1//// 1 1\n", "place/texture/normal");
    refused("a.obj", "# nothing\n", "no triangle with an area");
    String message =
        assertThrows(
                DescriptionException.class,
                () -> MeshFile.parse("a.stl", binary(0, 0, 0, 1, 0, 0, 0, Float.NaN, 0), ignored))
            .getMessage();
    assertTrue(message.contains("triangle 0") && message.contains("NaN"), message);
  }

  @Test
  void whatProgramsReallyWriteIsRead() throws Exception {
    String triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";
    byte[] utf8 =
        "o caf\u00c5\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(1, MeshFile.parse("a.obj", utf8, ignored).triangles());
    assertEquals(1, parse("a.obj", triangle + "f 1// 2// 3//\n").triangles());
    assertEquals(1, parse("a.obj", triangle + "f 1 2 \\\n 3\n").triangles());
    assertEquals(1, parse("a.obj", "f 1 2 3\n" + triangle).triangles());
    assertFalse(parse("a.obj", triangle + "f 1//1 2//2 3//3\n").isSmooth());
    assertTrue(parse("a.obj", triangle + "f 1//1 2//1 3//1\nvn 0 0 1\n").isSmooth());
    assertEquals(List.of("a.obj:4: faces name a vn, and the file has none"), ignored);
    ignored.clear();
    assertEquals(
        2, parse("a.obj", "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 1.8 0.2 0\nf 1 2 3 4\n").triangles());
    assertEquals(1, parse("a.obj", triangle + "surf 1\nf 1 2 3\n").triangles());
    assertEquals(2, ignored.size());
    assertTrue(ignored.get(0).startsWith("a.obj:5: a face that is not convex"), ignored.get(0));
    ignored.clear();
    assertEquals(
        2, parse("a.stl", TEXT_STL + "\n" + TEXT_STL.toUpperCase(Locale.ROOT)).triangles());
    byte[] odd = Arrays.copyOf(binary(0, 0, 0, 1, 0, 0, 0, 2, 0.5f), 84 + 50 + 2);
    assertEquals(1, MeshFile.parse("a.stl", odd, ignored).triangles());
    assertEquals(List.of("a.stl: 2 bytes after the last triangle"), ignored);
  }

  private static final String WEDGE_DAE =
      """
<?xml version="1.0"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
  <asset><unit meter="0.001" name="millimeter"/><up_axis>Y_UP</up_axis></asset>
  <library_effects><effect id="blue-fx"><profile_COMMON><technique sid="t"><phong>
    <diffuse><color>0.1 0.2 0.9 1</color></diffuse>
  </phong></technique></profile_COMMON></effect></library_effects>
  <library_materials>
    <material id="blue"><instance_effect url="#blue-fx"/></material>
  </library_materials>
  <library_geometries><geometry id="g"><mesh>
    <source id="p"><float_array id="pa" count="12">0 0 0 1000 0 0 1000 1000 0 0 1000 0</float_array>
      <technique_common><accessor source="#pa" count="4" stride="3"/></technique_common></source>
    <source id="n"><float_array id="na" count="3">0 0 1</float_array></source>
    <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
    <polylist material="m" count="1">
      <input semantic="VERTEX" source="#v" offset="0"/>
      <input semantic="NORMAL" source="#n" offset="1"/>
      <vcount>4</vcount><p>0 0 1 0 2 0 3 0</p>
    </polylist>
    <triangles count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles>
  </mesh></geometry></library_geometries>
  <library_visual_scenes><visual_scene id="s"><node>
    <matrix>0 -1 0 0 1 0 0 0 0 0 1 500 0 0 0 1</matrix>
    <node><scale>2 2 2</scale><instance_geometry url="#g"><bind_material><technique_common>
      <instance_material symbol="m" target="#blue"/>
    </technique_common></bind_material></instance_geometry></node>
  </node></visual_scene></library_visual_scenes>
  <scene><instance_visual_scene url="#s"/></scene>
</COLLADA>
""";

  private List<MeshSource.Part> dae(String text) throws DescriptionException {
    return MeshFile.parseParts("a.dae", text.getBytes(StandardCharsets.UTF_8), ignored);
  }

  @Test
  void colladaHasItsUnitItsNodesAndItsColours() throws Exception {
    List<MeshSource.Part> parts = dae(WEDGE_DAE);
    assertEquals(2, parts.size());
    assertEquals(new ColorRgb(0.1, 0.2, 0.9), parts.get(0).color().orElseThrow());
    assertTrue(parts.get(1).color().isEmpty());
    TriangleMesh square = parts.get(0).mesh();
    assertEquals(2, square.triangles());
    // Doubled, turned by a quarter from x to y, raised by 500, all of it millimetres.
    assertEquals(-2, square.minMeters().x(), 1e-12);
    assertEquals(2, square.maxMeters().y(), 1e-12);
    assertEquals(0.5, square.minMeters().z(), 1e-12);
    assertEquals(1, square.normal(0, 0, 2), 1e-6);
    assertEquals(1, parts.get(1).mesh().triangles());
    assertEquals(1, dae(WEDGE_DAE.replace("<p>0 1 2", "<p>0 1 9")).size());
    assertEquals(1, ignored.size());
    // Three times this is -1 in 32 bits.
    assertEquals(1, dae(WEDGE_DAE.replace("<p>0 1 2", "<p>0 1 1431655765")).size());
    assertEquals(2, dae(WEDGE_DAE.replace("<p>0 0 1 0", "<p>0 1431655765 1 0")).size());
    assertThrows(DescriptionException.class, () -> dae(WEDGE_DAE.replace("1000 0 0", "1000 x 0")));
    assertThrows(DescriptionException.class, () -> dae("<COLLADA/>"));
    // A node that holds itself ends.
    assertThrows(
        DescriptionException.class,
        () -> dae(WEDGE_DAE.replaceFirst("<node>", "<node id=\"r\"><instance_node url=\"#r\"/>")));
  }

  @Test
  void sizesAreLimited() {
    assertThrows(
        DescriptionException.class,
        () -> MeshFile.parse("big.stl", new byte[MeshFile.MAX_BYTES + 1], ignored));
    int triangles = TriangleMesh.MAX_TRIANGLES + 1;
    ByteBuffer many = ByteBuffer.allocate(84 + 50 * triangles).order(ByteOrder.LITTLE_ENDIAN);
    many.putInt(80, triangles);
    String message =
        assertThrows(
                DescriptionException.class, () -> MeshFile.parse("many.stl", many.array(), ignored))
            .getMessage();
    assertTrue(message.contains("at most 500000 triangles, got 500001"), message);
    // A header that promises what does not follow costs nothing.
    ByteBuffer hollow = ByteBuffer.allocate(84).order(ByteOrder.LITTLE_ENDIAN);
    hollow.putInt(80, -1);
    message =
        assertThrows(
                DescriptionException.class,
                () -> MeshFile.parse("hollow.stl", hollow.array(), ignored))
            .getMessage();
    assertTrue(message.contains("4294967295"), message);
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] stl = binary(0, 0, 0, 1, 0, 0, 0, 2, 0.5f, 0, 0, 0, 1, 0, 0, 0, 2, 0.7f);
    List<byte[]> files =
        List.of(
            TEXT_STL.getBytes(StandardCharsets.US_ASCII),
            PRISM_OBJ.getBytes(StandardCharsets.US_ASCII),
            stl,
            WEDGE_DAE.getBytes(StandardCharsets.US_ASCII));
    for (int f = 0; f < files.size(); f++) {
      String name = f == 1 ? "fuzz.obj" : f == 3 ? "fuzz.dae" : "fuzz.stl";
      int refused = 0;
      for (int i = 0; i < 4000; i++) {
        byte[] bad = files.get(f).clone();
        if (random.nextInt(4) == 0) {
          bad = Arrays.copyOf(bad, random.nextInt(bad.length));
        }
        for (int h = 0; h < 3 && bad.length > 0; h++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        try {
          MeshFile.parseParts(name, bad, ignored);
        } catch (DescriptionException e) {
          refused++;
        }
      }
      assertTrue(refused > 300 && refused < 4000, name + ": " + refused + " were refused");
    }
  }
}
