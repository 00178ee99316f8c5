package dev.cobot.brain.language;

import dev.cobot.brain.network.InferenceNet;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The language domain at run time: command text in, meaning and latents out. */
public final class LanguageDomain implements CommandReader {
  private final TokenEncoder encoder;
  private final InferenceNet net;
  private final List<SkillRoles> skills;

  /**
   * @param encoder the frozen sentence encoder; closed with this domain
   * @param net a released {@link LanguageNet}; closed with this domain
   * @param skills the skills that it tells apart, in the order of its outputs
   */
  public LanguageDomain(TokenEncoder encoder, InferenceNet net, List<SkillRoles> skills) {
    this.encoder = encoder;
    this.net = net;
    this.skills = List.copyOf(skills);
  }

  /** Returns the skills that this model tells apart. */
  public List<SkillRoles> skills() {
    return skills;
  }

  /** Returns the frozen sentence encoder, which stays this domain's. */
  public TokenEncoder encoder() {
    return encoder;
  }

  @Override
  public CommandReading read(String text) {
    float[] tokens = new float[LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
    float[] mask = new float[LanguageNet.TOKENS];
    write(encoder.encode(text), tokens, mask, 0);
    float[][] out = net.run(1, tokens, mask);
    float[] logits = out[0];
    int best = argMax(logits, 0, skills.size() + 1);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[best]);
    }
    CommandMeaning meaning = CommandMeaning.NONE;
    if (best < skills.size()) {
      SkillRoles asked = skills.get(best);
      Map<Role, Reference> references = new EnumMap<>(Role.class);
      references.put(Role.TARGET, reference(out[3]));
      references.put(Role.DESTINATION, reference(out[4]));
      references.keySet().retainAll(asked.roles());
      meaning = new CommandMeaning(Optional.of(asked.skill()), references);
    }
    return new CommandReading(
        text, meaning, 1 / sum, Map.of(Role.TARGET, out[1], Role.DESTINATION, out[2]));
  }

  /**
   * Writes a command's embeddings and mask as row {@code row} of a batch; what exceeds the token
   * limit is cut off.
   */
  static void write(TokenEmbeddings command, float[] tokens, float[] mask, int row) {
    int count = Math.min(LanguageNet.TOKENS, command.vectors().length);
    for (int t = 0; t < count; t++) {
      System.arraycopy(
          command.vectors()[t],
          0,
          tokens,
          (row * LanguageNet.TOKENS + t) * LanguageNet.TOKEN_WIDTH,
          LanguageNet.TOKEN_WIDTH);
      mask[row * LanguageNet.TOKENS + t] = 1;
    }
  }

  private static Reference reference(float[] meaning) {
    int kind = argMax(meaning, 0, LanguageNet.KIND_LOGITS);
    int color =
        argMax(meaning, LanguageNet.KIND_LOGITS, LanguageNet.COLOR_LOGITS)
            - LanguageNet.KIND_LOGITS;
    return new Reference(
        kind < ObjectKind.values().length ? ObjectKind.values()[kind] : null,
        color < ColorName.values().length ? ColorName.values()[color] : null);
  }

  private static int argMax(float[] values, int from, int count) {
    int best = from;
    for (int i = from + 1; i < from + count; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public void close() {
    net.close();
    encoder.close();
  }
}
