package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which pixels show which thing, from flat pictures in which each thing has a colour of its own: in
 * the first all things are there, each further one has some that cannot hide each other. A thing
 * that nothing can hide needs none of the latter.
 */
final class Outlines {
  /** Steps of the red channel from thing to thing. */
  private static final int STEP = 8;

  static final int MAX_THINGS = 255 / STEP;

  /** An object is labelled when at least this part of it shows. */
  private static final double MIN_VISIBLE = 0.15;

  /** And when at least so many pixels of a picture 320 wide show it. */
  private static final double MIN_PIXELS_AT_320 = 25;

  private static final double MARGIN_PIXELS = 3;

  private final CameraModel camera;
  private final List<Layout.Placed> things;
  private final List<double[]> frames = new ArrayList<>();
  private final List<List<Integer>> groups;

  Outlines(CameraModel camera, List<Layout.Placed> things) {
    if (things.size() > MAX_THINGS) {
      throw new IllegalArgumentException(
          "at most " + MAX_THINGS + " things can be told apart, got " + things.size());
    }
    this.camera = camera;
    this.things = List.copyOf(things);
    for (Layout.Placed thing : things) {
      frames.add(frame(thing));
    }
    this.groups = groups();
  }

  // x0, y0, x1, y1 of the projected box around a thing.
  private double[] frame(Layout.Placed thing) {
    double[] frame = {1e9, 1e9, -1e9, -1e9};
    for (Vector3 corner : thing.corners()) {
      CameraModel.Pixel pixel = camera.project(corner);
      if (pixel.depthMeters() <= 0.01) {
        return new double[] {-1e9, -1e9, 1e9, 1e9};
      }
      frame[0] = Math.min(frame[0], pixel.x() - MARGIN_PIXELS);
      frame[1] = Math.min(frame[1], pixel.y() - MARGIN_PIXELS);
      frame[2] = Math.max(frame[2], pixel.x() + MARGIN_PIXELS);
      frame[3] = Math.max(frame[3], pixel.y() + MARGIN_PIXELS);
    }
    return frame;
  }

  private boolean overlap(int a, int b) {
    double[] p = frames.get(a);
    double[] q = frames.get(b);
    return p[0] < q[2] && q[0] < p[2] && p[1] < q[3] && q[1] < p[3];
  }

  private List<List<Integer>> groups() {
    List<List<Integer>> found = new ArrayList<>();
    for (int thing = 0; thing < things.size(); thing++) {
      int i = thing;
      boolean alone =
          IntStream.range(0, things.size()).noneMatch(other -> other != i && overlap(i, other));
      if (alone || things.get(i).kind().isEmpty()) {
        continue;
      }
      Optional<List<Integer>> free =
          found.stream()
              .filter(group -> group.stream().noneMatch(other -> overlap(i, other)))
              .findFirst();
      if (free.isPresent()) {
        free.get().add(i);
      } else {
        found.add(new ArrayList<>(List.of(i)));
      }
    }
    return found;
  }

  /** Returns how many pictures {@link #scene} has. */
  int pictures() {
    return 1 + groups.size();
  }

  /** Writes the flat pictures as frames of one scene. */
  String scene() {
    StringBuilder text = new StringBuilder();
    text.append("#version 3.7;\nglobal_settings { assumed_gamma 1 }\n");
    text.append(CameraText.pinhole(camera));
    // Of a single frame the number is 0.
    text.append("#switch (max(1, frame_number))\n#case (1)\n");
    for (int i = 0; i < things.size(); i++) {
      text.append(flat(i));
    }
    for (int g = 0; g < groups.size(); g++) {
      text.append("#break\n#case (").append(g + 2).append(")\n");
      groups.get(g).forEach(i -> text.append(flat(i)));
    }
    return text.append("#break\n#end\n").toString();
  }

  private String flat(int thing) {
    Layout.Placed placed = things.get(thing);
    return placed
        .solid()
        .flat(placed.positionMeters(), placed.rotation(), STEP * (thing + 1) / 255.0);
  }

  /**
   * Returns how each thing is seen, in order; empty for one of no known kind and for one of which
   * too little shows or whose centre is outside the picture.
   *
   * @param pictures the frames of {@link #scene}
   * @throws IOException if nothing is drawn where a thing must be: its labels would be lost
   */
  List<Optional<ObjectView>> views(List<RgbImage> pictures) throws IOException {
    requireDrawn(pictures.get(0));
    List<Optional<ObjectView>> views = new ArrayList<>();
    for (int i = 0; i < things.size(); i++) {
      views.add(things.get(i).kind().isEmpty() ? Optional.empty() : view(i, pictures));
    }
    return views;
  }

  private void requireDrawn(RgbImage all) throws IOException {
    int pixels = all.widthPixels() * all.heightPixels();
    boolean isDrawn = IntStream.range(0, pixels).anyMatch(pixel -> thingAt(all, pixel) >= 0);
    if (!isDrawn && things.stream().anyMatch(thing -> isInside(thing, all))) {
      throw new IOException(
          "povray drew none of "
              + things.size()
              + " things, although a centre is in the picture; is it POV-Ray 3.7?");
    }
  }

  private boolean isInside(Layout.Placed thing, RgbImage picture) {
    CameraModel.Pixel center = camera.project(thing.positionMeters());
    return center.depthMeters() > 0
        && center.x() >= 0
        && center.y() >= 0
        && center.x() < picture.widthPixels()
        && center.y() < picture.heightPixels();
  }

  private Optional<ObjectView> view(int thing, List<RgbImage> pictures) {
    RgbImage all = pictures.get(0);
    int width = all.widthPixels();
    int height = all.heightPixels();
    int x0 = width;
    int y0 = height;
    int x1 = -1;
    int y1 = -1;
    int pixels = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (thingAt(all, y * width + x) == thing) {
          pixels++;
          x0 = Math.min(x0, x);
          y0 = Math.min(y0, y);
          x1 = Math.max(x1, x);
          y1 = Math.max(y1, y);
        }
      }
    }
    double scale = width / 320.0;
    boolean inside = isInside(things.get(thing), all);
    double visible = (double) pixels / Math.max(pixels, alone(thing, pixels, pictures));
    if (pixels < MIN_PIXELS_AT_320 * scale * scale || !inside || visible < MIN_VISIBLE) {
      return Optional.empty();
    }
    return Optional.of(new ObjectView(x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5, visible));
  }

  /** Returns how many pixels would show a thing if it were alone. */
  private int alone(int thing, int shown, List<RgbImage> pictures) {
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).contains(thing)) {
        RgbImage picture = pictures.get(g + 1);
        int pixels = 0;
        for (int i = 0; i < picture.widthPixels() * picture.heightPixels(); i++) {
          pixels += thingAt(picture, i) == thing ? 1 : 0;
        }
        return pixels;
      }
    }
    return shown;
  }

  /** Returns the index of the thing that a pixel shows; -1 for none. */
  private static int thingAt(RgbImage picture, int pixel) {
    return ((picture.rgb()[3 * pixel] & 0xff) + STEP / 2) / STEP - 1;
  }
}
