package dev.cobot.brain.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training checkpoint: {@code checkpoint.json} names the tensor file and its SHA-256. The tensor
 * file is written first under a new name, so a crash at any time leaves the old or the new one
 * whole.
 */
final class Checkpoint {
  private static final int FORMAT = 1;
  private static final String INDEX = "checkpoint.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  record State(long steps, long seed) {}

  record Loaded(State state, Weights weights) {}

  record Index(int format, long steps, long seed, String tensors, String sha256) {}

  private Checkpoint() {}

  static void write(Path directory, State state, Weights weights) throws IOException {
    byte[] bytes = weights.encode();
    String file = "state-%012d.safetensors".formatted(state.steps());
    AtomicFile.write(directory.resolve(file), bytes);
    Index index = new Index(FORMAT, state.steps(), state.seed(), file, AtomicFile.sha256(bytes));
    AtomicFile.write(
        directory.resolve(INDEX),
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(index)
            .getBytes(StandardCharsets.UTF_8));
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "state-*.safetensors")) {
      for (Path path : old) {
        if (!path.getFileName().toString().equals(file)) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(INDEX));
  }

  static Loaded read(Path directory) {
    Path indexFile = directory.resolve(INDEX);
    Index index;
    try {
      index = JSON.readValue(AtomicFile.read(indexFile), Index.class);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s is not a checkpoint index (%s); train again without --resume"
              .formatted(indexFile, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read; check the disk".formatted(indexFile), e);
    }
    if (index == null || index.format() != FORMAT) {
      throw new ModelException(
          "%s has checkpoint format %s, expected %d; train again without --resume"
              .formatted(indexFile, index == null ? "none" : index.format(), FORMAT));
    }
    if (index.tensors() == null || !index.tensors().matches("state-[0-9]{12}\\.safetensors")) {
      throw new ModelException(
          "%s names the tensor file '%s', expected state-NUMBER.safetensors; train again without --resume"
              .formatted(indexFile, index.tensors()));
    }
    Path file = directory.resolve(index.tensors());
    byte[] bytes = AtomicFile.read(file);
    String hash = AtomicFile.sha256(bytes);
    if (!hash.equals(index.sha256())) {
      throw new ModelException(
          "%s is damaged: SHA-256 expected %s, got %s; restore it or train again without --resume"
              .formatted(file, index.sha256(), hash));
    }
    return new Loaded(
        new State(index.steps(), index.seed()), Weights.decode(bytes, file.toString()));
  }
}
