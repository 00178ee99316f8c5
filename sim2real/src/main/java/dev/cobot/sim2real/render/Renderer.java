package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a list of visuals through a camera: one ray a pixel, one shadow ray a lamp, Lambert and
 * Blinn-Phong shading in linear light.
 *
 * <p>An instance keeps its buffers and belongs to one thread; instances are independent and give
 * the same bytes for the same input.
 */
public final class Renderer {
  private static final int CACHED_LENSES = 8;
  // Difference of the sum of the channels, without texture, above which a pixel is sampled again.
  private static final float EDGE = 0.07f;

  private static final int MAX_LIGHTS = Light.MAX_LIGHTS;

  // A texture seen at a grazing angle is not blurred more than this cosine asks for.
  private static final double MIN_TEXTURE_COSINE = 0.1;

  private static final int USUAL_EXPONENT = (int) (Material.DEFAULT_SHININESS / 2);

  // Of a pixel that faces away from the lamp.
  private static final byte UNKNOWN = 2;

  private final Map<CameraIntrinsics, RayTable> lenses =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CameraIntrinsics, RayTable> eldest) {
          return size() > CACHED_LENSES;
        }
      };
  private final Primitives primitives = new Primitives();
  private final TileLists tiles = new TileLists();
  private final Lamps lamps = new Lamps();
  private final TableTexture tableTexture = new TableTexture();
  private final SensorStage sensorStage = new SensorStage();

  private RayTable table;
  private RenderOptions options;
  private double[] eyeLocal = new double[0];
  // (count, 9): rotation of the optical frame in each primitive's frame
  private double[] shapeFromCamera = new double[0];
  private double[] tableFromCamera = new double[9];
  private double eyeX;
  private double eyeY;
  private double eyeZ;

  // Whether the light of soft lamps is set aside until its shadows have been smoothed.
  private boolean deferring;
  private int phase;
  private double pixelAtOneMeter;
  // Null when the background is plain; then the colour of the walls is seen everywhere.
  private RenderOptions.Room room;
  private final double[] floor = new double[3];
  private final double[] wall = new double[3];
  private double nearest;
  private double farthest;
  private double ambientRed;
  private double ambientGreen;
  private double ambientBlue;
  private final double[] tableMultiplier = new double[3];

  private final double[] normal = new double[3];
  private final double[] texel = new double[6];
  // What a surface reflects: of lamps, of the light from everywhere
  private double albedoRed;
  private double albedoGreen;
  private double albedoBlue;
  private double ownRed;
  private double ownGreen;
  private double ownBlue;
  // The answer of the last trace.
  private double red;
  private double green;
  private double blue;
  private double depth;
  private int seen;
  private double texture;
  // (lamps, 3), and by lamp 0 or 1, or UNKNOWN
  private final double[] deferred = new double[3 * MAX_LIGHTS];
  private final byte[] visible = new byte[MAX_LIGHTS];

  private float[] light = new float[0];
  // First the factor of the texture, then the sum of the channels without it.
  private float[] tones = new float[0];
  // By lamp: (height, width, 3) and (height, width)
  private final float[][] deferredLight = new float[MAX_LIGHTS][0];
  private final byte[][] visibility = new byte[MAX_LIGHTS][0];
  private int[] segments = new int[0];
  private boolean[] edges = new boolean[0];

  /**
   * Draws the colour picture.
   *
   * @param visuals in any order; two that overlap show the nearer surface
   * @return a frame of the camera's size with the given stamp
   */
  public CameraFrame render(
      List<Visual> visuals, CameraModel camera, RenderOptions renderOptions, long stampNanos) {
    draw(visuals, camera, renderOptions, null);
    return develop(camera, stampNanos);
  }

  /** Draws the colour picture together with its depth and its segmentation. */
  public RenderedScene renderAll(
      List<Visual> visuals, CameraModel camera, RenderOptions renderOptions, long stampNanos) {
    CameraIntrinsics lens = camera.intrinsics();
    int pixels = lens.widthPixels() * lens.heightPixels();
    float[] depthMeters = new float[pixels];
    draw(visuals, camera, renderOptions, depthMeters);
    return new RenderedScene(
        develop(camera, stampNanos), depthMeters, Arrays.copyOf(segments, pixels), visuals);
  }

  private CameraFrame develop(CameraModel camera, long stampNanos) {
    return new CameraFrame(
        stampNanos,
        camera,
        sensorStage.develop(light, table.width, table.height, options.sensor(), stampNanos));
  }

  private void draw(
      List<Visual> visuals, CameraModel camera, RenderOptions renderOptions, float[] depths) {
    prepare(visuals, camera, renderOptions);
    int pixels = table.width * table.height;
    if (segments.length < pixels) {
      light = new float[3 * pixels];
      tones = new float[pixels];
      segments = new int[pixels];
      edges = new boolean[pixels];
    }
    deferring = lamps.anySoft;
    for (int k = 0; k < lamps.count; k++) {
      if (lamps.soft[k] && visibility[k].length < pixels) {
        deferredLight[k] = new float[3 * pixels];
        visibility[k] = new byte[pixels];
      }
    }
    for (int tileRow = 0; tileRow < table.tileRows; tileRow++) {
      int rowEnd = Math.min(table.height, (tileRow + 1) * RayTable.TILE);
      for (int tileColumn = 0; tileColumn < table.tileColumns; tileColumn++) {
        int tile = tileRow * table.tileColumns + tileColumn;
        int columnEnd = Math.min(table.width, (tileColumn + 1) * RayTable.TILE);
        for (int row = tileRow * RayTable.TILE; row < rowEnd; row++) {
          for (int column = tileColumn * RayTable.TILE; column < columnEnd; column++) {
            int at = row * table.width + column;
            int ray = table.index(column, row);
            phase = (row & 1) * 2 + (column & 1);
            trace(tile, table.x[ray], table.y[ray]);
            light[3 * at] = (float) red;
            light[3 * at + 1] = (float) green;
            light[3 * at + 2] = (float) blue;
            tones[at] = (float) texture;
            if (deferring) {
              setAside(at);
            }
            segments[at] = seen;
            if (depths != null) {
              depths[at] = told(depth);
            }
          }
        }
      }
    }
    if (deferring) {
      for (int k = 0; k < lamps.count; k++) {
        if (lamps.soft[k]) {
          addSoftLight(k);
        }
      }
      deferring = false;
    }
    if (options.antialias()) {
      findEdges();
      refineEdges();
    }
  }

  private float told(double depthMeters) {
    return depthMeters < nearest
        ? Float.NEGATIVE_INFINITY
        : depthMeters > farthest ? Float.POSITIVE_INFINITY : (float) depthMeters;
  }

  private void setAside(int at) {
    for (int k = 0; k < lamps.count; k++) {
      if (lamps.soft[k]) {
        visibility[k][at] = visible[k];
        deferredLight[k][3 * at] = (float) deferred[3 * k];
        deferredLight[k][3 * at + 1] = (float) deferred[3 * k + 1];
        deferredLight[k][3 * at + 2] = (float) deferred[3 * k + 2];
      }
    }
  }

  // Weights 1 2 1 in both directions give each of the lamp's four points a quarter (interleaved
  // sampling, Keller and Heidrich 2001); only pixels of the same owner are averaged.
  private void addSoftLight(int lamp) {
    int width = table.width;
    int height = table.height;
    byte[] seesLamp = visibility[lamp];
    float[] shine = deferredLight[lamp];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        if (seesLamp[at] == UNKNOWN) {
          continue;
        }
        boolean inside = row > 0 && row < height - 1 && column > 0 && column < width - 1;
        float part =
            inside && isUniform(seesLamp, at, width)
                ? seesLamp[at]
                : smoothed(seesLamp, column, row);
        if (part == 0) {
          continue;
        }
        light[3 * at] += part * shine[3 * at];
        light[3 * at + 1] += part * shine[3 * at + 1];
        light[3 * at + 2] += part * shine[3 * at + 2];
      }
    }
  }

  private float smoothed(byte[] seesLamp, int column, int row) {
    int width = table.width;
    int owner = ownerOf(row * width + column);
    int sum = 0;
    int weights = 0;
    for (int y = Math.max(0, row - 1); y <= Math.min(table.height - 1, row + 1); y++) {
      for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        int other = y * width + x;
        if (seesLamp[other] != UNKNOWN && ownerOf(other) == owner) {
          int weight = (y == row ? 2 : 1) * (x == column ? 2 : 1);
          sum += weight * seesLamp[other];
          weights += weight;
        }
      }
    }
    return (float) sum / weights;
  }

  // Away from the edges of shadows, which is almost everywhere.
  private static boolean isUniform(byte[] values, int at, int width) {
    byte value = values[at];
    return values[at - 1] == value
        && values[at + 1] == value
        && values[at - width] == value
        && values[at + width] == value
        && values[at - width - 1] == value
        && values[at - width + 1] == value
        && values[at + width - 1] == value
        && values[at + width + 1] == value;
  }

  private int ownerOf(int pixel) {
    int visual = segments[pixel];
    return visual < 0 ? visual : primitives.owner[visual];
  }

  private void prepare(List<Visual> visuals, CameraModel camera, RenderOptions renderOptions) {
    options = renderOptions;
    table = lenses.computeIfAbsent(camera.intrinsics(), RayTable::new);
    primitives.load(visuals);
    Vector3 eye = camera.tableFromCamera().translation();
    eyeX = eye.x();
    eyeY = eye.y();
    eyeZ = eye.z();
    tableFromCamera = camera.tableFromCamera().rotation().toMatrix();
    eyeLocal = Primitives.grown(eyeLocal, 3 * primitives.count);
    primitives.toLocal(eyeX, eyeY, eyeZ, eyeLocal);
    shapeFromCamera = Primitives.grown(shapeFromCamera, 9 * primitives.count);
    for (int i = 0; i < primitives.count; i++) {
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          double sum = 0;
          for (int k = 0; k < 3; k++) {
            sum += primitives.rotation[9 * i + 3 * k + a] * tableFromCamera[3 * k + b];
          }
          shapeFromCamera[9 * i + 3 * a + b] = sum;
        }
      }
    }
    tiles.build(primitives, table, new double[] {eyeX, eyeY, eyeZ}, tableFromCamera);
    pixelAtOneMeter = 1 / camera.intrinsics().fx();
    lamps.prepare(options.lights(), primitives);
    tableTexture.configure(options.tableFinish());
    tableMultiplier[0] = options.tableFinish().multiplier().x();
    tableMultiplier[1] = options.tableFinish().multiplier().y();
    tableMultiplier[2] = options.tableFinish().multiplier().z();
    nearest = options.depthRange().nearMeters();
    farthest = options.depthRange().farMeters();
    ambientRed = options.ambient().red();
    ambientGreen = options.ambient().green();
    ambientBlue = options.ambient().blue();
    if (options.background() instanceof RenderOptions.Room around) {
      room = around;
      setLinear(floor, room.floor());
      setLinear(wall, room.wall());
    } else if (options.background() instanceof RenderOptions.Plain plain) {
      room = null;
      setLinear(wall, plain.color());
    }
  }

  private static void setLinear(double[] out, ColorRgb color) {
    out[0] = Srgb.toLinear(color.red());
    out[1] = Srgb.toLinear(color.green());
    out[2] = Srgb.toLinear(color.blue());
  }

  // Follows the ray (x, y, 1) of the optical frame, so that its parameter is the depth.
  private void trace(int tile, double x, double y) {
    double best = Double.POSITIVE_INFINITY;
    int hit = RenderedScene.NOTHING;
    int face = 0;
    double[] bounds = tiles.bounds;
    double[] m = shapeFromCamera;
    int end = tiles.start[tile + 1];
    for (int k = tiles.start[tile]; k < end; k++) {
      int i = tiles.items[k];
      if (tiles.nearest[i] >= best) {
        break;
      }
      int b = 4 * i;
      if (!(x >= bounds[b] && x <= bounds[b + 1] && y >= bounds[b + 2] && y <= bounds[b + 3])) {
        continue;
      }
      int r = 9 * i;
      double t =
          primitives.intersect(
              i,
              eyeLocal[3 * i],
              eyeLocal[3 * i + 1],
              eyeLocal[3 * i + 2],
              m[r] * x + m[r + 1] * y + m[r + 2],
              m[r + 3] * x + m[r + 4] * y + m[r + 5],
              m[r + 6] * x + m[r + 7] * y + m[r + 8],
              TileLists.NEAR_METERS,
              best);
      if (t < best) {
        best = t;
        hit = i;
        face = primitives.hitFace;
      }
    }
    seen = hit;
    depth = best;
    double[] c = tableFromCamera;
    double dx = c[0] * x + c[1] * y + c[2];
    double dy = c[3] * x + c[4] * y + c[5];
    double dz = c[6] * x + c[7] * y + c[8];
    if (hit == RenderedScene.NOTHING) {
      shadeRoom(dx, dy, dz);
      return;
    }
    double px = eyeX + best * dx;
    double py = eyeY + best * dy;
    double pz = eyeZ + best * dz;
    primitives.normal(hit, face, px, py, pz, dx, dy, dz, normal);
    double[] albedo = primitives.albedo;
    double[] ambient = primitives.ambient;
    albedoRed = albedo[3 * hit];
    albedoGreen = albedo[3 * hit + 1];
    albedoBlue = albedo[3 * hit + 2];
    ownRed = ambient[3 * hit];
    ownGreen = ambient[3 * hit + 1];
    ownBlue = ambient[3 * hit + 2];
    texture = 1;
    if (primitives.isTable[hit] || primitives.texture[hit] != null) {
      paint(hit, face, px, py, pz, dx, dy, dz);
    }
    shade(px, py, pz, dx, dy, dz, hit);
    red += primitives.emissive[3 * hit];
    green += primitives.emissive[3 * hit + 1];
    blue += primitives.emissive[3 * hit + 2];
  }

  // Multiplies the colours at hand by the pattern of the surface.
  private void paint(
      int hit, int face, double px, double py, double pz, double dx, double dy, double dz) {
    double partRed = 1;
    double partGreen = 1;
    double partBlue = 1;
    if (primitives.texture[hit] != null) {
      double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
      double cosine = -(normal[0] * dx + normal[1] * dy + normal[2] * dz) / length;
      double pixelMeters = depth * pixelAtOneMeter / Math.max(MIN_TEXTURE_COSINE, cosine);
      primitives.sampleTexture(hit, face, px, py, pz, pixelMeters, texel);
      partRed = texel[0];
      partGreen = texel[1];
      partBlue = texel[2];
      texture = Math.max(0.1, (partRed + partGreen + partBlue) / 3);
    }
    if (primitives.isTable[hit]) {
      double pattern = tableTexture.factor(px, py, depth * pixelAtOneMeter);
      partRed *= pattern * tableMultiplier[0];
      partGreen *= pattern * tableMultiplier[1];
      partBlue *= pattern * tableMultiplier[2];
      texture *= Math.max(0.1, pattern);
    }
    albedoRed *= partRed;
    albedoGreen *= partGreen;
    albedoBlue *= partBlue;
    ownRed *= partRed;
    ownGreen *= partGreen;
    ownBlue *= partBlue;
  }

  // The room is a closed box about the table; the ray leaves it through the floor or a wall.
  private void shadeRoom(double dx, double dy, double dz) {
    texture = 1;
    double side = room == null ? 0 : room.wallDistanceMeters();
    double bottom = room == null ? 0 : -room.floorBelowTableMeters();
    boolean inside = Math.abs(eyeX) < side && Math.abs(eyeY) < side && eyeZ > bottom && eyeZ < side;
    if (!inside || Double.isNaN(dx)) {
      red = wall[0];
      green = wall[1];
      blue = wall[2];
      Arrays.fill(visible, UNKNOWN);
      return;
    }
    double tx = ((dx > 0 ? side : -side) - eyeX) / dx;
    double ty = ((dy > 0 ? side : -side) - eyeY) / dy;
    double tz = ((dz > 0 ? side : bottom) - eyeZ) / dz;
    // A direction without a component along an axis never leaves through it.
    tx = tx >= 0 ? tx : Double.POSITIVE_INFINITY;
    ty = ty >= 0 ? ty : Double.POSITIVE_INFINITY;
    tz = tz >= 0 ? tz : Double.POSITIVE_INFINITY;
    double t = Math.min(tx, Math.min(ty, tz));
    normal[0] = 0;
    normal[1] = 0;
    normal[2] = 0;
    double[] albedo = wall;
    if (t == tz) {
      normal[2] = dz > 0 ? -1 : 1;
      albedo = dz > 0 ? wall : floor;
    } else if (t == tx) {
      normal[0] = dx > 0 ? -1 : 1;
    } else {
      normal[1] = dy > 0 ? -1 : 1;
    }
    albedoRed = albedo[0];
    albedoGreen = albedo[1];
    albedoBlue = albedo[2];
    ownRed = albedo[0];
    ownGreen = albedo[1];
    ownBlue = albedo[2];
    shade(eyeX + t * dx, eyeY + t * dy, eyeZ + t * dz, dx, dy, dz, RenderedScene.NOTHING);
  }

  /**
   * Lights a point with the colours at hand.
   *
   * @param self the primitive that it lies on, or nothing for the room
   */
  private void shade(double px, double py, double pz, double dx, double dy, double dz, int self) {
    double nx = normal[0];
    double ny = normal[1];
    double nz = normal[2];
    // Less light comes from below than from above.
    double above = 0.8 + 0.2 * nz;
    double r = ownRed * (ambientRed * above);
    double g = ownGreen * (ambientGreen * above);
    double b = ownBlue * (ambientBlue * above);
    int halfShininess = self < 0 ? 0 : primitives.halfShininess[self];
    double toEye = halfShininess > 0 ? 1 / Math.sqrt(dx * dx + dy * dy + dz * dz) : 0;
    double[] at = lamps.at;
    int count = lamps.count;
    double ar = albedoRed;
    double ag = albedoGreen;
    double ab = albedoBlue;
    double[] specular = primitives.specular;
    for (int k = 0; k < count; k++) {
      boolean parallel = lamps.parallel[k];
      double lx = at[3 * k];
      double ly = at[3 * k + 1];
      double lz = at[3 * k + 2];
      if (!parallel) {
        lx -= px;
        ly -= py;
        lz -= pz;
      }
      double facing = nx * lx + ny * ly + nz * lz;
      visible[k] = UNKNOWN;
      if (facing <= 0) {
        continue;
      }
      double squared = lx * lx + ly * ly + lz * lz;
      if (!parallel
          && (squared > lamps.range2[k]
              || (lamps.cone[k] && lamps.outsideCone(k, lx, ly, lz, squared)))) {
        continue;
      }
      boolean later = deferring && lamps.soft[k];
      if (lamps.casts[k]) {
        boolean shadow = lamps.shadowed(k, phase, px, py, pz, self);
        if (shadow && !later) {
          continue;
        }
        visible[k] = (byte) (shadow ? 0 : 1);
      }
      double inverse = 1;
      double falloff = 1;
      if (!parallel) {
        // A lamp has a size: nothing is lit as if it touched it.
        squared = Math.max(0.04, squared);
        inverse = 1 / Math.sqrt(squared);
        falloff = lamps.square[k] ? inverse * inverse : lamps.falloff(k, lx, ly, lz, squared);
      }
      double diffuse = facing * inverse * falloff;
      double highlight = 0;
      if (halfShininess > 0) {
        double hx = lx * inverse - dx * toEye;
        double hy = ly * inverse - dy * toEye;
        double hz = lz * inverse - dz * toEye;
        double along = nx * hx + ny * hy + nz * hz;
        if (along > 0) {
          double cosine2 = along * along / (hx * hx + hy * hy + hz * hz);
          highlight = power(cosine2, halfShininess) * falloff;
        }
      }
      int c = 3 * k;
      double lampRed = ar * diffuse;
      double lampGreen = ag * diffuse;
      double lampBlue = ab * diffuse;
      if (lamps.even[k]) {
        if (highlight > 0) {
          lampRed += specular[3 * self] * highlight;
          lampGreen += specular[3 * self + 1] * highlight;
          lampBlue += specular[3 * self + 2] * highlight;
        }
      } else {
        lampRed *= lamps.diffuse[c];
        lampGreen *= lamps.diffuse[c + 1];
        lampBlue *= lamps.diffuse[c + 2];
        if (highlight > 0) {
          lampRed += specular[3 * self] * highlight * lamps.specular[c];
          lampGreen += specular[3 * self + 1] * highlight * lamps.specular[c + 1];
          lampBlue += specular[3 * self + 2] * highlight * lamps.specular[c + 2];
        }
      }
      lampRed *= lamps.power[c];
      lampGreen *= lamps.power[c + 1];
      lampBlue *= lamps.power[c + 2];
      if (later) {
        deferred[c] = lampRed;
        deferred[c + 1] = lampGreen;
        deferred[c + 2] = lampBlue;
      } else {
        r += lampRed;
        g += lampGreen;
        b += lampBlue;
      }
    }
    red = r;
    green = g;
    blue = b;
  }

  // By squaring: the same in every JVM, and a highlight needs no fraction of an exponent.
  private static double power(double base, int exponent) {
    if (exponent == USUAL_EXPONENT) {
      double power = base * base;
      power *= power;
      power *= power;
      return power * power;
    }
    double result = 1;
    double square = base;
    for (int left = exponent; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  private void findEdges() {
    int width = table.width;
    int height = table.height;
    Arrays.fill(edges, 0, width * height, false);
    for (int at = 0; at < width * height; at++) {
      tones[at] = (light[3 * at] + light[3 * at + 1] + light[3 * at + 2]) / tones[at];
    }
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        if (column + 1 < width && differ(at, at + 1)) {
          edges[at] = true;
          edges[at + 1] = true;
        }
        if (row + 1 < height && differ(at, at + width)) {
          edges[at] = true;
          edges[at + width] = true;
        }
      }
    }
  }

  private boolean differ(int a, int b) {
    return ownerOf(a) != ownerOf(b) || Math.abs(tones[a] - tones[b]) > EDGE;
  }

  // Each marked pixel becomes the mean of four samples, a quarter pixel off its centre.
  private void refineEdges() {
    int width = table.width;
    for (int row = 0; row < table.height; row++) {
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        if (!edges[at]) {
          continue;
        }
        int tile = row / RayTable.TILE * table.tileColumns + column / RayTable.TILE;
        int ray = table.index(column, row);
        double x = table.x[ray];
        double y = table.y[ray];
        // An eighth of the central difference is a quarter of a pixel.
        double ax = (table.x[ray + 1] - table.x[ray - 1]) / 8;
        double ay = (table.y[ray + 1] - table.y[ray - 1]) / 8;
        double bx = (table.x[ray + table.stride] - table.x[ray - table.stride]) / 8;
        double by = (table.y[ray + table.stride] - table.y[ray - table.stride]) / 8;
        double r = 0;
        double g = 0;
        double b = 0;
        for (int s = 0; s < 4; s++) {
          double u = (s & 1) == 0 ? -1 : 1;
          double v = (s & 2) == 0 ? -1 : 1;
          phase = s;
          trace(tile, x + u * ax + v * bx, y + u * ay + v * by);
          r += red;
          g += green;
          b += blue;
        }
        light[3 * at] = (float) (r / 4);
        light[3 * at + 1] = (float) (g / 4);
        light[3 * at + 2] = (float) (b / 4);
      }
    }
  }
}
