package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.cobot.brain.language.Reference;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import java.nio.FloatBuffer;

/**
 * Which kind and colour an object has, or which ones a phrase allows, as (rows, {@link #WIDTH})
 * zeros and ones: the kinds, then the colours. An object has one of each; a phrase that names none
 * allows all. They follow the latents in the data of vision and of language.
 */
final class WordLabels {
  private static final int KINDS = ObjectKind.values().length;
  static final int WIDTH = KINDS + ColorName.values().length;

  private WordLabels() {}

  /** Appends the labels of an object. */
  static void put(SceneObject object, FloatBuffer target) {
    put(object.kind(), ColorName.nearest(object.color()), target);
  }

  /** Appends the labels of a phrase. */
  static void put(Reference phrase, FloatBuffer target) {
    put(phrase.kind(), phrase.color(), target);
  }

  private static void put(ObjectKind kind, ColorName color, FloatBuffer target) {
    for (ObjectKind each : ObjectKind.values()) {
      target.put(kind == null || kind == each ? 1 : 0);
    }
    for (ColorName each : ColorName.values()) {
      target.put(color == null || color == each ? 1 : 0);
    }
  }

  /**
   * Returns 1 where a phrase may mean an object, else 0, (objects, phrases).
   *
   * @param objects (objects, {@link #WIDTH})
   * @param phrases (phrases, {@link #WIDTH})
   */
  static NDArray matches(NDArray objects, NDArray phrases) {
    return kinds(objects)
        .matMul(kinds(phrases).transpose())
        .mul(colors(objects).matMul(colors(phrases).transpose()));
  }

  /** Returns whether phrases name a kind and whether they name a colour, (phrases, 2). */
  static NDArray named(NDArray phrases) {
    return NDArrays.concat(new NDList(one(kinds(phrases)), one(colors(phrases))), 1);
  }

  private static NDArray one(NDArray allowed) {
    return allowed.sum(new int[] {1}, true).lt(1.5f).toType(DataType.FLOAT32, false);
  }

  private static NDArray kinds(NDArray labels) {
    return labels.get(":, 0:" + KINDS);
  }

  private static NDArray colors(NDArray labels) {
    return labels.get(":, " + KINDS + ":");
  }
}
