package dev.cobot.sim2real.generate;

import java.util.List;

/** The words of the Factory set's captions. */
final class FactoryWords {
  /** Row by row from the back, from the left. */
  static final List<List<String>> PLACES =
      List.of(
          List.of("at the back left", "at the top left of the scene", "in the rear left part"),
          List.of("at the back", "at the top of the scene", "in the middle of the rear part"),
          List.of("at the back right", "at the top right of the scene", "in the rear right part"),
          List.of("on the left", "at the left of the scene", "halfway back on the left"),
          List.of("at the middle of the scene", "in the center", "in the middle of the floor"),
          List.of("on the right", "at the right of the scene", "halfway back on the right"),
          List.of("at the front left", "at the bottom left of the scene", "in the near left part"),
          List.of("at the front", "at the bottom of the scene", "in the middle of the near part"),
          List.of(
              "at the front right", "at the bottom right of the scene", "in the near right part"));

  /** Eight directions in three manners, counter-clockwise from away from the camera. */
  static final List<List<String>> DIRECTIONS =
      List.of(
          List.of("north", "top", "back"),
          List.of("northwest", "top left", "back left"),
          List.of("west", "left", "left side"),
          List.of("southwest", "bottom left", "front left"),
          List.of("south", "bottom", "front"),
          List.of("southeast", "bottom right", "front right"),
          List.of("east", "right", "right side"),
          List.of("northeast", "top right", "back right"));

  static final List<String> POINTING =
      List.of(
          "pointing to the",
          "pointing towards the",
          "facing the",
          "turned to the",
          "with its console to the");

  /** Counter-clockwise from the back. */
  static final List<String> SIDES = List.of("back", "left", "front", "right");

  static final List<String> NEAREST = List.of("nearest to the", "closest to the");

  /** By nearness; what follows is the cones. */
  static final List<List<String>> CONES =
      List.of(
          List.of("close to the", "near the", "not far from the"),
          List.of("some way from the", "at some distance from the"),
          List.of("far from the", "well away from the"));

  static final List<String> STARTS =
      List.of("A", "There is a", "This is a", "One can see a", "The picture shows a", "Here is a");

  static final List<String> COLORED = List.of("colored", "painted", "in");

  static final List<String> COLOR_AT_END =
      List.of(". It is", "; its color is", ", and it is", ". The table is");

  static final List<String> LINKS = List.of(", ", " and ");

  private FactoryWords() {}
}
