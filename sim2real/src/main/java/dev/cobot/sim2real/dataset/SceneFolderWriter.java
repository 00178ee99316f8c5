package dev.cobot.sim2real.dataset;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.SceneObject;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Writes a scene folder picture by picture; {@link SceneFolder} reads it.
 *
 * <p>The labels get their name when the writer is closed, so that a folder whose writer died is not
 * taken for a whole one. One thread.
 */
public final class SceneFolderWriter implements Closeable {
  private static final String UNFINISHED = SceneFolder.LABELS_FILE + ".part";

  private final Path directory;
  private final CameraModel camera;
  private final JsonGenerator labels;
  private Writer captions;
  private int count;
  private boolean closed;

  /**
   * Creates the folder, or takes an empty one.
   *
   * @throws IOException if the folder is not empty or cannot be written
   */
  public SceneFolderWriter(Path directory, CameraModel camera) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      if (entries.iterator().hasNext()) {
        throw new IOException(
            directory + ": the folder is not empty; choose a new one or remove its files");
      }
    }
    this.directory = directory;
    this.camera = camera;
    JsonMapper mapper =
        JsonMapper.builder()
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .enable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    Files.writeString(
        directory.resolve(SceneFolder.CAMERA_FILE),
        mapper.writerWithDefaultPrettyPrinter().writeValueAsString(SceneJson.CameraJson.of(camera))
            + "\n");
    labels =
        mapper.createGenerator(
            Files.newBufferedWriter(directory.resolve(UNFINISHED), StandardCharsets.UTF_8));
    labels.writeStartArray();
  }

  /** Returns how many pictures were written. */
  public int count() {
    return count;
  }

  /**
   * Adds a picture without a caption.
   *
   * @see #append(CameraFrame, List, String)
   */
  public Path append(CameraFrame frame, List<SceneObject> objects) throws IOException {
    return append(frame, objects, "");
  }

  /**
   * Adds a picture.
   *
   * @param frame must come from the folder's camera
   * @param objects what it shows
   * @param caption one line; empty for none. The first picture decides whether the folder has
   *     captions
   * @return the picture's file
   */
  public Path append(CameraFrame frame, List<SceneObject> objects, String caption)
      throws IOException {
    return append(frame, objects, List.of(), caption);
  }

  /**
   * Adds a picture.
   *
   * @param views how each object is seen; may be empty
   * @see #append(CameraFrame, List, String)
   */
  public Path append(
      CameraFrame frame, List<SceneObject> objects, List<ObjectView> views, String caption)
      throws IOException {
    if (closed) {
      throw new IllegalStateException(directory + ": the writer is closed");
    }
    if (!frame.camera().equals(camera)) {
      throw new IllegalArgumentException(
          directory
              + ": a scene folder has one camera, "
              + camera
              + "; this frame comes from "
              + frame.camera());
    }
    if (caption.lines().count() > 1 || caption.endsWith("\n") || caption.endsWith("\r")) {
      throw new IllegalArgumentException("a caption is one line, got '" + caption + "'");
    }
    if (count == 0 && !caption.isEmpty()) {
      captions =
          Files.newBufferedWriter(
              directory.resolve(SceneFolder.CAPTIONS_FILE), StandardCharsets.UTF_8);
    }
    if (caption.isEmpty() != (captions == null)) {
      throw new IllegalArgumentException(
          directory
              + ": either all pictures have a caption or none has; picture "
              + count
              + (caption.isEmpty() ? " has none" : " has one"));
    }
    String name = String.format(Locale.ROOT, "%06d.png", count);
    Path file = directory.resolve(name);
    FrameFiles.writePng(frame, file);
    labels.writePOJO(SceneJson.ImageJson.of(name, objects, views));
    labels.writeRaw('\n');
    if (captions != null) {
      captions.write(caption);
      captions.write('\n');
    }
    count++;
    return file;
  }

  /** Finishes the labels and gives them their name. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      labels.writeEndArray();
      labels.close();
    } finally {
      if (captions != null) {
        captions.close();
      }
    }
    Files.move(
        directory.resolve(UNFINISHED),
        directory.resolve(SceneFolder.LABELS_FILE),
        StandardCopyOption.ATOMIC_MOVE);
  }
}
