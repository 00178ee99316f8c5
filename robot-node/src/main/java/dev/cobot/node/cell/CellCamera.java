package dev.cobot.node.cell;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.PictureFormat;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the cell's cameras as topics: colour, plain and compressed, depth and segmentation. What
 * nobody listens to is neither rendered nor compressed. A segmentation picture has the value 0
 * where there is nothing and otherwise the number that the latched labels give to what is seen; the
 * numbers stay the same until the scene begins anew. Belongs to the cell's thread.
 */
final class CellCamera {
  private static final Logger log = LoggerFactory.getLogger(CellCamera.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_LABELS = 0xffff;

  private final Renderer renderer = new Renderer();
  private final CameraModel camera;
  private final RenderOptions look;
  private final String formatParameter;
  private final String qualityParameter;
  private final Publisher<Image> images;
  private final Publisher<CompressedImage> compressed;
  private final Publisher<CameraInfo> infos;
  private final Publisher<Image> depths;
  private final Publisher<CameraInfo> depthInfos;
  private final Publisher<Image> segmentations;
  private final Publisher<CameraInfo> segmentationInfos;
  private final Publisher<StringMessage> labels;
  private Map<String, Integer> values = Map.of();
  private volatile PictureFormat format = PictureFormat.DEFAULT;

  CellCamera(ConnectedNode node, CameraModel camera, RenderOptions look) throws RosException {
    this.camera = camera;
    this.look = look;
    CameraTopics topics = CameraTopics.of(camera.id());
    formatParameter = topics.compressed() + "/format";
    qualityParameter = topics.compressed() + "/jpeg_quality";
    PublisherOptions newest = PublisherOptions.queue(1);
    images = node.newPublisher(topics.image(), Image.class, newest);
    compressed = node.newPublisher(topics.compressed(), CompressedImage.class, newest);
    infos = node.newPublisher(topics.info(), CameraInfo.class, newest);
    depths = node.newPublisher(topics.depth(), Image.class, newest);
    depthInfos = node.newPublisher(topics.depthInfo(), CameraInfo.class, newest);
    segmentations = node.newPublisher(topics.segmentation(), Image.class, newest);
    segmentationInfos = node.newPublisher(topics.segmentationInfo(), CameraInfo.class, newest);
    labels =
        node.newPublisher(
            topics.segmentationLabels(), StringMessage.class, PublisherOptions.latched(1));
    watchFormat(node);
  }

  /** The parameters are there with their defaults, and a change counts from the next picture on. */
  private void watchFormat(ConnectedNode node) throws RosException {
    if (!node.getParameterTree().has(formatParameter)) {
      node.getParameterTree().set(formatParameter, format.kind().word());
    }
    if (!node.getParameterTree().has(qualityParameter)) {
      node.getParameterTree().set(qualityParameter, format.quality());
    }
    setFormat(node.getParameterTree().get(formatParameter));
    setQuality(node.getParameterTree().get(qualityParameter));
    node.getParameterTree()
        .addParameterListener(formatParameter, value -> setFormat(Optional.ofNullable(value)));
    node.getParameterTree()
        .addParameterListener(qualityParameter, value -> setQuality(Optional.ofNullable(value)));
  }

  private synchronized void setFormat(Optional<Object> value) {
    try {
      PictureFormat.Kind kind =
          value.isEmpty()
              ? PictureFormat.DEFAULT.kind()
              : PictureFormat.Kind.of(String.valueOf(value.get()));
      format = new PictureFormat(kind, format.quality());
    } catch (IllegalArgumentException e) {
      log.warn("The parameter {} is ignored: {}", formatParameter, e.getMessage());
    }
  }

  private synchronized void setQuality(Optional<Object> value) {
    try {
      Object quality = value.orElse(PictureFormat.DEFAULT.quality());
      if (!(quality instanceof Integer number)) {
        throw new IllegalArgumentException("it must be a whole number, got " + quality);
      }
      format = new PictureFormat(format.kind(), number);
    } catch (IllegalArgumentException e) {
      log.warn("The parameter {} is ignored: {}", qualityParameter, e.getMessage());
    }
  }

  /** Numbers what can be seen, and tells the numbers; call when a scene begins. */
  void begin(PlantSimulator simulator) {
    Map<String, String> kinds = new HashMap<>();
    for (RobotModel.Link link : simulator.world().robot().model().links()) {
      kinds.put(link.name(), "robot");
    }
    for (PlantTruth.ObjectTruth object : simulator.truth().objects()) {
      kinds.put(object.object().id(), object.object().kind().word());
    }
    Map<String, Integer> numbers = new HashMap<>();
    ObjectNode document = JSON.createObjectNode();
    ArrayNode list = document.putArray("labels");
    for (Visual visual : simulator.visuals()) {
      String owner = visual.owner();
      if (numbers.size() < MAX_LABELS && !numbers.containsKey(owner)) {
        int value = numbers.size() + 1;
        numbers.put(owner, value);
        list.addObject()
            .put("value", value)
            .put("id", owner)
            .put("kind", kinds.getOrDefault(owner, "fixture"));
      }
    }
    values = numbers;
    labels.publish(new StringMessage(document.toString()));
  }

  /** Publishes what the camera sees now. */
  void publish(PlantSimulator simulator) {
    long now = simulator.timeNanos();
    CameraInfo info = CameraCodec.toMessage(camera.intrinsics(), now);
    infos.publish(info);
    depthInfos.publish(info);
    segmentationInfos.publish(info);
    boolean wantsDepth = depths.getNumberOfSubscribers() > 0;
    boolean wantsSegmentation = segmentations.getNumberOfSubscribers() > 0;
    if (wantsDepth || wantsSegmentation) {
      RenderedScene scene = renderer.renderAll(simulator.visuals(), camera, look, now);
      if (wantsDepth) {
        depths.publish(CameraCodec.depth(scene.depthMeters(), camera.intrinsics(), now));
      }
      if (wantsSegmentation) {
        segmentations.publish(
            CameraCodec.segmentation(segmentation(scene), camera.intrinsics(), now));
      }
      publishColor(scene.frame());
    } else if (images.getNumberOfSubscribers() > 0 || compressed.getNumberOfSubscribers() > 0) {
      publishColor(renderer.render(simulator.visuals(), camera, look, now));
    }
  }

  private void publishColor(CameraFrame frame) {
    images.publish(CameraCodec.toMessage(frame));
    if (compressed.getNumberOfSubscribers() > 0) {
      compressed.publish(CameraCodec.compressed(frame, format));
    }
  }

  private short[] segmentation(RenderedScene scene) {
    List<Visual> visuals = scene.visuals();
    short[] ofVisual = new short[visuals.size()];
    for (int i = 0; i < ofVisual.length; i++) {
      ofVisual[i] = values.getOrDefault(visuals.get(i).owner(), 0).shortValue();
    }
    int[] index = scene.visualIndex();
    short[] pixels = new short[index.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = index[i] == RenderedScene.NOTHING ? 0 : ofVisual[index[i]];
    }
    return pixels;
  }
}
