/**
 * Speech: sound from a file or a microphone becomes text for the dialogue. Sound is mono, 16,000
 * samples a second, in [-1, 1]. Here is all but the recogniser, which is found at run time and is
 * there only in a build with the profile {@code speech}. One thread an object.
 */
package dev.cobot.node.speech;
