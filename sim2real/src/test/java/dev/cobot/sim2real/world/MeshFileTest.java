package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    refused("a.stl", "solid\nendsolid\nsolid\n", "one solid");
    refused("a.obj", "v 0 0\n", "a.obj:1: 'v' needs 3 numbers, got 2");
    refused("a.obj", "v 0 0 nan\n", "'nan'");
    refused("a.obj", "v 1.2.3 0 0\n", "'1.2.3'");
    refused("a.obj", "v 0 0 0\nf 1 1\n", "a.obj:2: a face has 3 to 256 corners, got 2");
    refused("a.obj", "v 0 0 0\nf 1 1 2\n", "v 2", "so far the file has 1");
    refused("a.obj", "v 0 0 0\nf 1 1 0\n", "v 0");
    refused("a.obj", "v 0 0 0\nf 1 1 -2\n", "v -2");
    refused("a.obj", "v 0 0 0\nf 1 1 1/2\n", "vt 2");
    refused("a.obj", "v 0 0 0\nf 1 1 a\n", "'a'");
    refused("a.obj", "v 0 0 0\nf 1//// 1 1\n", "place/texture/normal");
    refused("a.obj", "surf 1\n", "'surf'", "allowed: v, vn");
    refused("a.obj", "# nothing\n", "no triangle with an area");
    refused(
        "a.obj",
        "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 1.8 0.2 0\nf 1 2 3 4\n",
        "a.obj:5: a face of 4 corners must be convex");
    String message =
        assertThrows(
                DescriptionException.class,
                () -> MeshFile.parse("a.stl", binary(0, 0, 0, 1, 0, 0, 0, Float.NaN, 0), ignored))
            .getMessage();
    assertTrue(message.contains("triangle 0") && message.contains("NaN"), message);
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
            stl);
    for (int f = 0; f < files.size(); f++) {
      String name = f == 1 ? "fuzz.obj" : "fuzz.stl";
      int refused = 0;
      for (int i = 0; i < 4000; i++) {
        byte[] bad = files.get(f).clone();
        if (random.nextInt(4) == 0) {
          bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
        }
        for (int h = 0; h < 3 && bad.length > 0; h++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        try {
          MeshFile.parse(name, bad, ignored);
        } catch (DescriptionException e) {
          refused++;
        }
      }
      assertTrue(refused > 500 && refused < 4000, name + ": " + refused + " were refused");
    }
  }
}
