package dev.cobot.brain.study.experiment;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves with error bars. */
public final class Plot {
  private final XYChart chart;
  private final Map<String, List<double[]>> curves = new LinkedHashMap<>(); // {x, mean, error}

  public Plot(String title, String x, String y) {
    chart =
        new XYChartBuilder()
            .width(900)
            .height(560)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setPlotGridLinesVisible(true);
    chart.getStyler().setErrorBarsColorSeriesColor(true);
  }

  public Plot logarithmic(boolean x, boolean y) {
    chart.getStyler().setXAxisLogarithmic(x);
    chart.getStyler().setYAxisLogarithmic(y);
    return this;
  }

  public Plot range(double low, double high) {
    chart.getStyler().setYAxisMin(low);
    chart.getStyler().setYAxisMax(high);
    return this;
  }

  public void point(String curve, double x, Sample y) {
    curves
        .computeIfAbsent(curve, c -> new ArrayList<>())
        .add(new double[] {x, y.mean(), y.standardError()});
  }

  public void write(Path file) throws IOException {
    curves.forEach(
        (name, points) ->
            chart
                .addSeries(name, column(points, 0), column(points, 1), column(points, 2))
                .setMarker(SeriesMarkers.CIRCLE));
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(p -> p[column]).toArray();
  }
}
