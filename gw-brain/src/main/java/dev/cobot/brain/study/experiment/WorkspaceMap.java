package dev.cobot.brain.study.experiment;

import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeSplit;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * The states of test scenes in the plane of their two largest principal components, pictures as
 * discs and attributes as squares, once coloured by shape and once by the scene's colour.
 */
final class WorkspaceMap {
  private static final int SCENES = 1_500;
  private static final int PANEL_PIXELS = 560;
  private static final int TOP_PIXELS = 40;
  private static final int MARGIN_PIXELS = 20;
  private static final int MARK_PIXELS = 5;
  private static final Color[] SHAPES = {
    new Color(0xd9, 0x5f, 0x02), new Color(0x1b, 0x9e, 0x77), new Color(0x75, 0x70, 0xb3)
  };

  private WorkspaceMap() {}

  static void write(Path file, GlobalWorkspace workspace, Workbench bench) throws IOException {
    int scenes = Math.min(SCENES, bench.test().rows());
    float[][] states = {
      Workbench.states(workspace, bench.test(), ShapesModule.VISION, 0, scenes),
      Workbench.states(workspace, bench.test(), ShapesModule.ATTRIBUTES, 0, scenes)
    };
    double[][] plane = inPlane(states, scenes);
    BufferedImage image =
        new BufferedImage(2 * PANEL_PIXELS, TOP_PIXELS + PANEL_PIXELS, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    graphics.setColor(Color.BLACK);
    graphics.drawString("by shape: orange diamonds, green eggs, violet triangles", 8, 26);
    graphics.drawString(
        "by the scene's colour (discs: pictures, squares: attributes)", PANEL_PIXELS + 8, 26);
    Function<Integer, ShapeAttributes> truth =
        i -> bench.part(ShapeSplit.TEST).label(i).attributes();
    draw(graphics, 0, plane, scenes, i -> SHAPES[truth.apply(i).shape().ordinal()]);
    draw(
        graphics,
        PANEL_PIXELS,
        plane,
        scenes,
        i -> {
          ShapeAttributes a = truth.apply(i);
          return new Color(Math.round(a.red()), Math.round(a.green()), Math.round(a.blue()));
        });
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  /** Returns (2 x scenes, 2) in [0, 1]: pictures, then attributes. */
  private static double[][] inPlane(float[][] states, int scenes) {
    int width = states[0].length / scenes;
    double[][] all = new double[2 * scenes][width];
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < width; j++) {
        all[i][j] = states[i / scenes][i % scenes * width + j];
      }
    }
    RealMatrix rows = new Array2DRowRealMatrix(all, false);
    // Eigenvalues come in falling order.
    EigenDecomposition axes = new EigenDecomposition(new Covariance(rows).getCovarianceMatrix());
    double[][] plane = new double[all.length][2];
    for (int axis = 0; axis < 2; axis++) {
      double[] at = rows.operate(axes.getEigenvector(axis).toArray());
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double value : at) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      for (int i = 0; i < at.length; i++) {
        plane[i][axis] = (at[i] - low) / Math.max(1e-12, high - low);
      }
    }
    return plane;
  }

  private static void draw(
      Graphics2D graphics,
      int left,
      double[][] plane,
      int scenes,
      Function<Integer, Color> colorOf) {
    int side = PANEL_PIXELS - 2 * MARGIN_PIXELS;
    for (int i = 0; i < plane.length; i++) {
      int x = left + MARGIN_PIXELS + (int) (plane[i][0] * side);
      int y = TOP_PIXELS + MARGIN_PIXELS + (int) ((1 - plane[i][1]) * side);
      graphics.setColor(colorOf.apply(i % scenes));
      if (i < scenes) {
        graphics.fillOval(x, y, MARK_PIXELS, MARK_PIXELS);
      } else {
        graphics.fillRect(x, y, MARK_PIXELS - 1, MARK_PIXELS - 1);
      }
    }
  }
}
