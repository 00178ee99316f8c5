package dev.cobot.node.topics;

/**
 * The names of one camera's topics.
 *
 * @param namespace what they begin with, for example {@code /camera}
 */
public record CameraTopics(String namespace) {
  public CameraTopics {
    if (!namespace.matches("(/[A-Za-z][A-Za-z0-9_]*)+")) {
      throw new IllegalArgumentException(
          "the namespace of a camera's topics is a ROS name such as /camera, got '"
              + namespace
              + "'");
    }
  }

  /** Returns the topics that a simulated camera of this id publishes. */
  public static CameraTopics of(String cameraId) {
    return new CameraTopics("/" + cameraId);
  }

  public String image() {
    return namespace + "/color/image_raw";
  }

  public String compressed() {
    return compressed(image());
  }

  /** Returns the topic of the compressed pictures beside that of the plain ones. */
  public static String compressed(String image) {
    return image + "/compressed";
  }

  public String info() {
    return namespace + "/color/camera_info";
  }

  public String depth() {
    return namespace + "/depth/image_raw";
  }

  public String depthInfo() {
    return namespace + "/depth/camera_info";
  }

  public String segmentation() {
    return namespace + "/segmentation/image_raw";
  }

  public String segmentationInfo() {
    return namespace + "/segmentation/camera_info";
  }

  public String segmentationLabels() {
    return namespace + "/segmentation/labels";
  }
}
