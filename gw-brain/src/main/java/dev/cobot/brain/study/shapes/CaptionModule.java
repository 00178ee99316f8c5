package dev.cobot.brain.study.shapes;

import java.util.List;

/** A frozen domain of captions. Its data are rows of numbers of words, padded with zeros. */
public interface CaptionModule extends ShapesModule {
  /**
   * Returns the latents of captions as they were written.
   *
   * @return (captions, latent width), row-major
   * @throws IllegalArgumentException if a caption is blank or too long
   */
  float[] latents(List<String> captions);

  /**
   * Returns the captions that latents stand for.
   *
   * @param latents (rows, latent width), row-major
   */
  List<String> captions(int rows, float[] latents);
}
