package dev.cobot.sim2real.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of pictures that one camera took, simulated or photographed, labelled or not.
 *
 * <p>Opening reads the JSON files, the captions and the first picture; the other pictures are read
 * when they are asked for. Immutable; safe in any thread.
 */
public final class SceneFolder {
  public static final String CAMERA_FILE = "camera.json";
  public static final String LABELS_FILE = "labels.json";
  static final String CAPTIONS_FILE = "captions.txt";

  private static final long MAX_CAMERA_BYTES = 1 << 20;
  private static final long MAX_LABELS_BYTES = 1L << 30;
  private static final long MAX_CAPTIONS_BYTES = 256L << 20;
  private static final int MAX_CAPTION_CHARS = 4096;
  private static final int MAX_FILES = 4_000_000;

  private static final JsonMapper CAMERA_MAPPER = SceneJson.strictMapper(MAX_CAMERA_BYTES);
  // The reader of one image would take the next one for trailing tokens.
  private static final ObjectReader IMAGE_READER =
      SceneJson.strictMapper(MAX_LABELS_BYTES)
          .readerFor(SceneJson.ImageJson.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path directory;
  private final CameraModel camera;
  private final boolean labelled;
  private final List<LabelledImage> images;
  private final List<String> captions;

  private SceneFolder(
      Path directory,
      CameraModel camera,
      boolean labelled,
      List<LabelledImage> images,
      List<String> captions) {
    this.directory = directory;
    this.camera = camera;
    this.labelled = labelled;
    this.images = List.copyOf(images);
    this.captions = List.copyOf(captions);
  }

  /**
   * Opens a folder.
   *
   * <p>With {@code labels.json} the pictures are those that it names, in its order; without it they
   * are all PNG and JPEG files in the order of their names.
   *
   * @throws IOException if a file is missing, damaged, too large, has an unknown or a missing key
   *     or a value out of range, names a picture that is not there, or if the first picture does
   *     not fit the camera
   */
  public static SceneFolder open(Path directory) throws IOException {
    SceneFolder folder = open(directory, Optional.empty(), Optional.empty());
    if (folder.size() > 0) {
      folder.readFrame(0);
    }
    return folder;
  }

  /**
   * Opens a folder whose camera or labels may lie elsewhere. No picture is read.
   *
   * @param cameraFile goes before the folder's own {@code camera.json}
   * @param labelsFile goes before the folder's own {@code labels.json}; names pictures of the
   *     folder
   * @throws IOException as {@link #open(Path)}, but for the pictures
   */
  public static SceneFolder open(
      Path directory, Optional<Path> cameraFile, Optional<Path> labelsFile) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(
          directory + ": not a folder; expected a folder with " + CAMERA_FILE + " and pictures");
    }
    Set<String> files = list(directory);
    if (cameraFile.isEmpty() && !files.contains(CAMERA_FILE)) {
      throw new IOException(
          directory
              + ": no "
              + CAMERA_FILE
              + "; a scene folder needs the camera that took its pictures");
    }
    CameraModel camera = readCamera(cameraFile.orElse(directory.resolve(CAMERA_FILE)));
    boolean labelled = labelsFile.isPresent() || files.contains(LABELS_FILE);
    List<LabelledImage> images =
        labelled
            ? readLabels(labelsFile.orElse(directory.resolve(LABELS_FILE)), directory, files)
            : files.stream()
                .filter(SceneFolder::isPicture)
                .map(name -> new LabelledImage(directory.resolve(name), List.of(), List.of()))
                .toList();
    List<String> captions = List.of();
    if (files.contains(CAPTIONS_FILE) && labelsFile.isEmpty()) {
      captions = readCaptions(directory.resolve(CAPTIONS_FILE), images.size());
    }
    return new SceneFolder(directory, camera, labelled, images, captions);
  }

  public Path directory() {
    return directory;
  }

  public CameraModel camera() {
    return camera;
  }

  /** Returns whether the folder says what its pictures show. */
  public boolean labelled() {
    return labelled;
  }

  public int size() {
    return images.size();
  }

  /** Returns the pictures with their labels; the list is immutable. */
  public List<LabelledImage> images() {
    return images;
  }

  /** Returns the sentence about a picture, if the folder has captions. */
  public Optional<String> caption(int index) {
    return captions.isEmpty() ? Optional.empty() : Optional.of(captions.get(index));
  }

  /**
   * Reads one picture; its stamp is its index.
   *
   * @throws IOException if the file is damaged or does not fit the camera
   */
  public CameraFrame readFrame(int index) throws IOException {
    return FrameFiles.readFrame(images.get(index).image(), camera, index);
  }

  /**
   * Returns the pictures one after the other; each is read when the stream reaches it.
   *
   * @throws UncheckedIOException from the stream, if a file is damaged or does not fit the camera
   */
  public Stream<LabelledFrame> frames() {
    return IntStream.range(0, images.size())
        .mapToObj(
            index -> {
              try {
                return new LabelledFrame(
                    readFrame(index),
                    images.get(index).objects(),
                    images.get(index).views(),
                    caption(index).orElse(""));
              } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
              }
            });
  }

  private static Set<String> list(Path directory) throws IOException {
    Set<String> files = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        files.add(entry.getFileName().toString());
        if (files.size() > MAX_FILES) {
          throw new IOException(
              directory + ": more than " + MAX_FILES + " files; split the data set");
        }
      }
    }
    return files;
  }

  /** Returns the names of the PNG and JPEG files in a folder, in order. */
  public static List<String> pictures(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory + ": not a folder; expected a folder of pictures");
    }
    return list(directory).stream().filter(SceneFolder::isPicture).toList();
  }

  static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg");
  }

  /**
   * Reads a {@code camera.json}.
   *
   * @throws IOException if it is missing, damaged, has an unknown or a missing key or a value out
   *     of range
   */
  public static CameraModel readCamera(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parseCamera(in, file.toString());
    }
  }

  /** Parses {@code camera.json}; {@code file} names the source in errors. */
  static CameraModel parseCamera(InputStream in, String file) throws IOException {
    try {
      SceneJson.CameraJson json = CAMERA_MAPPER.readValue(in, SceneJson.CameraJson.class);
      if (json == null) {
        throw new IOException("the camera must be an object, got null");
      }
      return json.toCamera();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + SceneJson.shortened(e.getMessage()), e);
    } catch (IOException e) {
      throw SceneJson.explain(file, "", e);
    }
  }

  private static List<LabelledImage> readLabels(Path file, Path directory, Set<String> files)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parseLabels(in, file, directory, files);
    }
  }

  /**
   * Parses {@code labels.json} image by image.
   *
   * @param file where the document comes from
   * @param directory holds the pictures
   * @param files the names in that folder
   */
  static List<LabelledImage> parseLabels(
      InputStream in, Path file, Path directory, Set<String> files) throws IOException {
    List<LabelledImage> images = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String place = "";
    try (JsonParser parser = IMAGE_READER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException(
            "expected a list of {\"image\", \"objects\"}, got "
                + (parser.currentToken() == null ? "nothing" : parser.currentToken()));
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        place = "[" + images.size() + "]: ";
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new IOException(
              "expected {\"image\", \"objects\"}, got "
                  + (parser.currentToken() == null ? "the end" : parser.currentToken()));
        }
        SceneJson.ImageJson entry = IMAGE_READER.readValue(parser);
        String name = SceneJson.requirePresent("image", entry.image());
        if (!isPicture(name)) {
          throw new IOException("image must be the name of a PNG or JPEG file, got '" + name + "'");
        }
        // Only plain names of the listing pass, so a path cannot leave the folder.
        if (!files.contains(name)) {
          throw new IOException(
              "image '"
                  + name
                  + "' is not in the folder "
                  + directory
                  + "; add the file or remove the entry");
        }
        if (!seen.add(name)) {
          throw new IOException("image '" + name + "' is listed twice; keep one entry");
        }
        images.add(new LabelledImage(directory.resolve(name), entry.toObjects(), entry.toViews()));
      }
      place = "";
      if (parser.nextToken() != null) {
        throw new IOException("unexpected " + parser.currentToken() + " after the end of the list");
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + place + SceneJson.shortened(e.getMessage()), e);
    } catch (IOException e) {
      throw SceneJson.explain(file.toString(), place, e);
    }
    return images;
  }

  private static List<String> readCaptions(Path file, int expected) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_CAPTIONS_BYTES) {
      throw new IOException(
          file + ": " + bytes + " bytes; allowed are at most " + MAX_CAPTIONS_BYTES);
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": not UTF-8 text; save it as UTF-8", e);
    }
    if (lines.size() != expected) {
      throw new IOException(
          file
              + ": one line an image is needed, got "
              + lines.size()
              + " lines for "
              + expected
              + " images");
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length() > MAX_CAPTION_CHARS) {
        throw new IOException(
            file
                + ":"
                + (i + 1)
                + ": a caption has at most "
                + MAX_CAPTION_CHARS
                + " characters, got "
                + lines.get(i).length());
      }
    }
    return lines;
  }
}
