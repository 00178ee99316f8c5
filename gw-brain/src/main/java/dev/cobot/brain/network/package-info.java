/**
 * Neural networks written once and executed three ways: with gradients (training), on PyTorch and
 * on ONNX Runtime.
 *
 * <p>A network is an {@link dev.cobot.brain.network.Architecture} over the small op interface
 * {@link dev.cobot.brain.network.Ops}. {@link dev.cobot.brain.network.NetworkTrainer} trains it,
 * {@link dev.cobot.brain.network.OnnxExporter} writes it as an ONNX file, and {@link
 * dev.cobot.brain.network.InferenceNet} runs it. The tests compare the executors op by op.
 *
 * <p>Threads: one training per JVM, on the thread that created its trainer (the engine allows one
 * gradient collection at a time). An {@code InferenceNet} serialises its calls. Values are
 * immutable unless said otherwise. Arrays are float32, row-major; shapes are named in the Javadoc,
 * batch first. Nothing here opens a socket, and the engine's downloads and telemetry are switched
 * off.
 */
package dev.cobot.brain.network;
