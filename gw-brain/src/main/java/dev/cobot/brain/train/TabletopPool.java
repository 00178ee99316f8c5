package dev.cobot.brain.train;

import dev.cobot.brain.language.CommandGrammar;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Wording;
import dev.cobot.brain.vision.ObjectCandidate;
import dev.cobot.brain.vision.PictureSet;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Latents of the frozen domains for the training of the workspace: objects as seen with what they
 * are, and phrases with what they say.
 */
final class TabletopPool {
  private static final double MATCH_PIXELS = 8;

  /** An object with the vision domain's latent of it. */
  record SeenObject(float[] latent, SceneObject object) {}

  /** A phrase with the language domain's latent of it. */
  record Phrase(float[] latent, Reference reference) {}

  private TabletopPool() {}

  /**
   * Looks at every picture and joins candidates with the labelled objects of their kind that they
   * show.
   */
  static List<SeenObject> objects(VisionDomain vision, PictureSet pictures) {
    List<SeenObject> seen = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      CameraModel camera = pictures.camera(i);
      List<ObjectCandidate> candidates = vision.look(pictures.frame(i));
      for (SceneObject object : pictures.objects(i)) {
        CameraModel.Pixel center = camera.project(object.positionMeters());
        ObjectCandidate best = null;
        double bestPixels = MATCH_PIXELS;
        for (ObjectCandidate candidate : candidates) {
          double pixels =
              Math.hypot(candidate.xPixels() - center.x(), candidate.yPixels() - center.y());
          if (vision.kinds().get(candidate.kindIndex()) == object.kind() && pixels < bestPixels) {
            best = candidate;
            bestPixels = pixels;
          }
        }
        if (best != null) {
          seen.add(new SeenObject(best.latent(), object));
        }
      }
    }
    return seen;
  }

  /**
   * Words every reference of the vocabulary in several commands, in every role, and reads them.
   *
   * @param count commands in which each reference is said
   */
  static List<List<Phrase>> phrases(
      LanguageDomain language, List<Wording> wordings, int count, SplittableRandom random) {
    CommandGrammar grammar = new CommandGrammar(CommandGrammar.Split.TRAIN, wordings);
    Map<Role, Reference> usual =
        Map.of(
            Role.TARGET,
            new Reference(ObjectKind.CUBE, ColorName.RED),
            Role.DESTINATION,
            new Reference(ObjectKind.BOWL, null));
    record Place(Wording wording, Role role) {}
    List<Place> places = new ArrayList<>();
    for (Role role : Role.values()) {
      for (Wording wording : wordings) {
        if (wording.roles().contains(role)) {
          places.add(new Place(wording, role));
        }
      }
    }
    List<List<Phrase>> all = new ArrayList<>();
    for (Reference reference : references()) {
      List<Phrase> phrases = new ArrayList<>();
      for (int w = 0; w < count; w++) {
        Place place = places.get(w % places.size());
        Map<Role, Reference> said = new EnumMap<>(usual);
        said.put(place.role(), reference);
        CommandReading reading = language.read(grammar.say(random, place.wording(), said).text());
        if (reading.meaning().reference(place.role()).equals(reference)) {
          phrases.add(new Phrase(reading.latent(place.role()), reference));
        }
      }
      if (!phrases.isEmpty()) {
        all.add(phrases);
      }
    }
    return all;
  }

  private static List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (ObjectKind kind : ObjectKind.values()) {
      if (!kind.nouns().isEmpty()) {
        references.add(new Reference(kind, null));
        for (ColorName color : ColorName.values()) {
          references.add(new Reference(kind, color));
        }
      }
    }
    for (ColorName color : ColorName.values()) {
      references.add(new Reference(null, color));
    }
    return references;
  }
}
