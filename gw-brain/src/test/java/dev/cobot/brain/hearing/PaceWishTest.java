package dev.cobot.brain.hearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceWishTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wait!",
        "wait a moment, please",
        "Hold on.",
        "please hang on a second",
        "Robot, wait.",
        "could you wait a moment",
        "uh, pause please",
        "Warte mal bitte.",
        "Einen Moment"
      })
  void itWaits(String text) {
    assertEquals(Optional.of(new PaceWish.Wait()), PaceWish.of(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Go on, please.", "ok, go on", "continue", "resume", "weiter"})
  void itGoesOn(String text) {
    assertEquals(Optional.of(new PaceWish.GoOn()), PaceWish.of(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slower",
        "Slower, please!",
        "please slow down",
        "could you go a bit slower?",
        "Not so fast.",
        "that's too fast",
        "Etwas langsamer bitte"
      })
  void itIsSlower(String text) {
    assertEquals(Optional.of(new PaceWish.Slower()), PaceWish.of(text), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"faster", "please speed up", "Hurry up, please", "schneller"})
  void itIsFaster(String text) {
    assertEquals(Optional.of(new PaceWish.Faster()), PaceWish.of(text), text);
  }

  @ParameterizedTest
  @CsvSource({"half speed please,0.5", "back to normal speed,1", "Halbe Geschwindigkeit,0.5"})
  void itHasACertainSpeed(String text, double share) {
    assertEquals(
        share, assertInstanceOf(PaceWish.Share.class, PaceWish.of(text).orElseThrow()).share());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stop",
        "no",
        "wait, no, I meant the blue one",
        "hang on, I meant the one on the right",
        "don't wait",
        "do not go on",
        "don't go on",
        "never continue",
        "go on when I am back",
        "is it slower?",
        "she said go on",
        "tomorrow go on",
        "why are you so slow?",
        "put the red cube in the bowl slowly",
        "slowly put the red cube in the bowl",
        "hold the cup",
        "a slower robot"
      })
  void anythingElseIsNoneOfThem(String text) {
    assertEquals(Optional.empty(), PaceWish.of(text), text);
  }

  @Test
  void muchPolitenessIsNotReadThrough() {
    assertEquals(Optional.empty(), PaceWish.of("please ".repeat(2000) + "wait"));
  }
}
