package dev.cobot.brain.study.caption;

import dev.cobot.brain.language.TokenEmbeddings;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.network.Architecture;
import java.util.List;
import java.util.SplittableRandom;

/** Token vectors of the frozen sentence encoder, with a mask. */
final class FrozenInput implements CaptionInput {
  private static final int PIECES = 2; // of a word, at most, on average over a caption

  private final TextConfig config;
  private final TokenEncoder frozen;

  /**
   * @param frozen closed with this
   */
  FrozenInput(TextConfig config, TokenEncoder frozen) {
    this.config = config;
    this.frozen = frozen;
  }

  @Override
  public int maxTokens() {
    return PIECES * config.tokens();
  }

  @Override
  public Architecture encoder(int tokens) {
    return new FrozenEncoder(config, tokens);
  }

  @Override
  public Rows read(List<String> captions, boolean whole) {
    List<TokenEmbeddings> read =
        captions.stream().map(caption -> frozen.encode(caption, maxTokens())).toList();
    int longest = read.stream().mapToInt(tokens -> tokens.vectors().length).max().orElseThrow();
    int tokens = whole ? maxTokens() : longest;
    float[] vectors = new float[captions.size() * tokens * TokenEncoder.WIDTH];
    float[] mask = new float[captions.size() * tokens];
    for (int row = 0; row < read.size(); row++) {
      float[][] from = read.get(row).vectors();
      for (int i = 0; i < from.length; i++) {
        int at = row * tokens + i;
        System.arraycopy(from[i], 0, vectors, at * TokenEncoder.WIDTH, TokenEncoder.WIDTH);
        mask[at] = 1;
      }
    }
    return new Rows(tokens, new float[][] {vectors, mask});
  }

  @Override
  public void hide(Rows rows, SplittableRandom random) {
    // the frozen encoder knows pieces of every word
  }

  @Override
  public void close() {
    frozen.close();
  }
}
