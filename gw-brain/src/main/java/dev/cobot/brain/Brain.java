package dev.cobot.brain;

import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReader;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.brain.workspace.ObjectAttentionShape;
import dev.cobot.brain.workspace.SelectionShape;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The tabletop runtime's workspace with its domains: pictures to detections, text to a reading,
 * phrases to what they mean on the table, and all of it to a broadcast. Not thread-safe: one owner.
 */
public final class Brain implements AutoCloseable {
  /** Names of the tabletop workspace's domains. */
  public static final String VISION = "vision";

  public static final String LANGUAGE = "language";
  public static final String ATTRIBUTES = "attributes";
  public static final String BODY = "body";

  /** The domains that the runtime fuses, in the order of the selection. All widths follow. */
  public static final List<RuntimeDomain> DOMAINS =
      List.of(new AttendedObject(), new SaidPhrase(), new FeltHand());

  /** Their names, in this order. */
  public static final List<String> FUSED = DOMAINS.stream().map(RuntimeDomain::name).toList();

  /** Returns the shape of the tabletop workspace. */
  public static WorkspaceShape shape(int latentWidth, int hiddenWidth, int keyWidth) {
    return shape(DOMAINS, latentWidth, hiddenWidth, keyWidth);
  }

  /** Returns the shape of a workspace that fuses these domains. */
  static WorkspaceShape shape(
      List<RuntimeDomain> domains, int latentWidth, int hiddenWidth, int keyWidth) {
    MlpShape mlp = new MlpShape(hiddenWidth, 1, MlpShape.Activation.GELU, true);
    return new WorkspaceShape(
        latentWidth,
        domains.stream().flatMap(domain -> domain.specs(mlp).stream()).toList(),
        new SelectionShape(
            SelectionShape.Kind.MEAN_QUERY,
            keyWidth,
            0,
            domains.stream().map(RuntimeDomain::name).toList()),
        new ObjectAttentionShape(hiddenWidth, keyWidth));
  }

  /** Returns what each of the domains sends to the workspace, in their order. */
  public static List<float[]> encode(
      List<RuntimeDomain> domains, GlobalWorkspace workspace, Focus focus) {
    return domains.stream().map(domain -> domain.encode(workspace, focus)).toList();
  }

  private final List<RuntimeDomain> domains;
  private final Perception perception;
  private final CommandReader commands;
  private final GlobalWorkspace workspace;
  private final Fusion fusion;

  /**
   * A brain that sees with its vision domain.
   *
   * @param sigmaScale factor on every sigma of it, from calibration on held-out pictures
   * @param fusion what {@link #broadcast} makes of the domains' encodings
   */
  public Brain(
      VisionDomain vision,
      CommandReader commands,
      GlobalWorkspace workspace,
      double sigmaScale,
      Fusion fusion) {
    this(DOMAINS, new LearnedPerception(vision, sigmaScale), commands, workspace, fusion);
  }

  /**
   * All parts but the domains are closed with the brain.
   *
   * @param domains what it fuses
   */
  Brain(
      List<RuntimeDomain> domains,
      Perception perception,
      CommandReader commands,
      GlobalWorkspace workspace,
      Fusion fusion) {
    this.domains = List.copyOf(domains);
    this.perception = perception;
    this.commands = commands;
    this.workspace = workspace;
    this.fusion = fusion;
  }

  public GlobalWorkspace workspace() {
    return workspace;
  }

  /** Returns the objects that one picture shows. */
  public Look perceive(CameraFrame frame) {
    return new Look(frame.camera(), frame.stampNanos(), perception.perceive(frame, workspace));
  }

  /**
   * Returns a picture's look as it would be if these were the objects that it shows: what follows
   * perception, without its errors.
   */
  public Look told(CameraFrame frame, List<ObjectAttributes> objects) {
    return new Look(
        frame.camera(), frame.stampNanos(), SightPerception.encoded(objects, workspace));
  }

  /**
   * Reads a command.
   *
   * @throws IllegalArgumentException when the text is empty or too long
   */
  public CommandReading read(String text) {
    return commands.read(text);
  }

  /** Returns the wishes of a sentence that has several; none of one that has one. */
  public List<Wish> wishes(String text) {
    return commands.wishes(text);
  }

  /** Returns what the command's phrases attend to among these objects. */
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    int width = workspace.shape().latentWidth();
    float[] alone = new float[tracks.size() * width];
    for (int i = 0; i < tracks.size(); i++) {
      System.arraycopy(
          workspace.alone(AttendedObject.encode(workspace, tracks.get(i))),
          0,
          alone,
          i * width,
          width);
    }
    Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      float[] phrase = workspace.alone(workspace.encode(LANGUAGE, 1, reading.latent(role)));
      roles.put(
          role, new Grounding.Attended(workspace.attend(phrase, tracks.size(), alone), phrase));
    }
    return new Grounding(tracks, roles);
  }

  /**
   * Fuses what all domains make of an object, the phrase that means it and what is felt.
   *
   * @param in what the senses say now
   * @param attended the object as believed now
   * @param role whose phrase means it
   */
  public Broadcast broadcast(
      Observation in, Track attended, CommandReading reading, Role role, HandState hand) {
    Focus focus = new Focus(attended, reading.latent(role), hand, in.touch());
    return fusion.of(workspace, encode(domains, workspace, focus));
  }

  @Override
  public void close() {
    perception.close();
    commands.close();
    workspace.close();
  }
}
