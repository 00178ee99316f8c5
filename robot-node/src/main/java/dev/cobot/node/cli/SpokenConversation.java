package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.event.Command;
import dev.cobot.node.speech.Microphone;
import dev.cobot.node.speech.SpeechInput;
import dev.cobot.node.speech.SpeechInput.Heard;
import dev.cobot.node.speech.SpokenGrammar;
import dev.cobot.node.speech.SpokenTalk;
import dev.cobot.node.speech.WavSound;
import dev.cobot.ros.RosException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A conversation with a running runtime whose lines are spoken. */
final class SpokenConversation {
  private final RuntimeLine line;
  private final SpeechInput input;
  private final SpokenTalk talk;
  private final Voice voice;

  private SpokenConversation(
      RuntimeLine line, SpeechInput input, SpokenGrammar grammar, Voice voice) {
    this.line = line;
    this.input = input;
    this.voice = voice;
    talk = new SpokenTalk(grammar, voice::tell, System::nanoTime);
  }

  /** Hears a file: each utterance waits for the end of the one before. */
  static int hear(URI ros, Path wav, Voice voice) throws RosException, InterruptedException {
    SpeechInput.Factory factory = factory();
    List<float[]> utterances;
    try {
      utterances = WavSound.utterances(wav);
    } catch (IOException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
    if (utterances.isEmpty()) {
      throw new CliException(
          ExitCode.CONFIGURATION, wav + ": nothing is said in it, all of it is quiet");
    }
    SpokenGrammar grammar = grammar();
    try (RuntimeLine line = RuntimeLine.open(ros);
        SpeechInput input = factory.open(grammar)) {
      SpokenConversation conversation = new SpokenConversation(line, input, grammar, voice);
      for (float[] utterance : utterances) {
        for (String text : conversation.understand(utterance)) {
          conversation.tell(line.say(Command.of(text), progress -> {}));
        }
      }
    }
    return ExitCode.DONE;
  }

  /** Listens until the program is ended; what is said while the arm moves is heard. */
  static int listen(URI ros, Voice voice) throws RosException, InterruptedException {
    SpeechInput.Factory factory = factory();
    SpokenGrammar grammar = grammar();
    try (Microphone microphone = Microphone.open();
        RuntimeLine line = RuntimeLine.open(ros);
        SpeechInput input = factory.open(grammar)) {
      SpokenConversation conversation = new SpokenConversation(line, input, grammar, voice);
      microphone.forget();
      voice.print("I am listening; end with ^C.");
      while (true) {
        Optional<float[]> utterance = microphone.next();
        if (utterance.isPresent()) {
          conversation.understand(utterance.get()).forEach(text -> line.send(Command.of(text)));
          microphone.forget();
        }
        List<JsonNode> ended = line.ended();
        ended.forEach(conversation::tell);
        if (!ended.isEmpty()) {
          microphone.forget();
        }
      }
    } catch (IOException e) {
      throw new CliException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }

  private static SpeechInput.Factory factory() {
    return SpeechInput.factory()
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.CONFIGURATION,
                    "this build does not hear speech, which is an option of 37 MB more; get it"
                        + " with: COBOT_BUILD=-Pspeech launch/cobot talk ..."));
  }

  private static SpokenGrammar grammar() {
    return SpokenGrammar.english(SkillCatalog.ALL.wordings());
  }

  private List<String> understand(float[] utterance) {
    Heard heard = input.hear(utterance);
    voice.print("> " + (heard.text().isEmpty() ? "(not understood)" : heard.text()));
    return talk.heard(heard, line.isBusy());
  }

  private void tell(JsonNode state) {
    RuntimeLine.tell(state, voice.out());
    boolean asks = state.path("question").isTextual();
    talk.runtimeAsks(asks);
    voice.speak(asks ? state.path("question").asText() : state.path("detail").asText());
  }
}
