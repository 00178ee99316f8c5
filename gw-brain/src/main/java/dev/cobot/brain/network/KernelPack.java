package dev.cobot.brain.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PyTorch operations that the engine's Java binding does not expose (fused attention, logsumexp,
 * fused AdamW), reached through a TorchScript module compiled from the text below. Gradients flow
 * through.
 *
 * <p>Uses the binding's internal packages, as only {@link FusedAdamW} and {@link GradientMode} do
 * besides. {@code -Dcobot.kernels=off} switches it off; the plain operations then serve.
 */
final class KernelPack {
  private static final Logger LOG = LoggerFactory.getLogger(KernelPack.class);
  private static final String NAME = "CobotKernels";
  private static final String SOURCE =
      """
  def forward(self: __torch__.CobotKernels, x: Tensor) -> Tensor:
    return x
  def attention(self: __torch__.CobotKernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, None, 0., False)
  def masked_attention(self: __torch__.CobotKernels, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, mask, 0., False)
  def linear16(self: __torch__.CobotKernels, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return torch.to(torch.linear(torch.to(x, 15), torch.to(w, 15), torch.to(b, 15)), 6)
  def contrastive(self: __torch__.CobotKernels, a: Tensor, b: Tensor, scale: Tensor) -> Tensor:
    x = torch.div(a, torch.sqrt(torch.add(torch.sum(torch.mul(a, a), [1], True), 9.9999999999999998e-13)))
    y = torch.div(b, torch.sqrt(torch.add(torch.sum(torch.mul(b, b), [1], True), 9.9999999999999998e-13)))
    s = torch.matmul(torch.mul(x, scale), torch.t(y))
    both = torch.add(torch.mean(torch.logsumexp(s, [1])), torch.mean(torch.logsumexp(s, [0])))
    hit = torch.mul(torch.mean(torch.sum(torch.mul(x, y), [1])), scale)
    return torch.sub(torch.mul(both, 0.5), hit)
  def pixel_major(self: __torch__.CobotKernels, x: Tensor) -> Tensor:
    if torch.eq(torch.dim(x), 4):
      y = torch.contiguous(x, memory_format=2)
    else:
      y = x
    return y
  def norm_relu_training(self: __torch__.CobotKernels, x: Tensor, w: Tensor, b: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return torch.relu_(torch.batch_norm((self).pixel_major(x, ), w, b, mean, variance, True, 0.1, 1e-05, False))
  def norm_relu(self: __torch__.CobotKernels, x: Tensor, w: Tensor, b: Tensor, mean: Tensor, variance: Tensor) -> Tensor:
    return torch.relu_(torch.batch_norm((self).pixel_major(x, ), w, b, mean, variance, False, 0.1, 1e-05, False))
  def contrastive_bounded(self: __torch__.CobotKernels, a: Tensor, b: Tensor, scale: Tensor) -> Tensor:
    x = torch.div(a, torch.sqrt(torch.add(torch.sum(torch.mul(a, a), [1], True), 9.9999999999999998e-13)))
    y = torch.div(b, torch.sqrt(torch.add(torch.sum(torch.mul(b, b), [1], True), 9.9999999999999998e-13)))
    one = torch.ones_like(torch.slice(x, 1, 0, 1, 1))
    left = torch.cat([torch.mul(x, scale), torch.mul(one, torch.neg(scale))], 1)
    e = torch.exp_(torch.matmul(left, torch.t(torch.cat([y, one], 1))))
    both = torch.add(torch.mean(torch.log(torch.sum(e, [1]))), torch.mean(torch.log(torch.sum(e, [0]))))
    hit = torch.mul(torch.sub(torch.mean(torch.sum(torch.mul(x, y), [1])), 1.), scale)
    return torch.sub(torch.mul(both, 0.5), hit)
  def norm(self: __torch__.CobotKernels, p: List[Tensor]) -> Tensor:
    g = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(g, p[i].grad)
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))
  def adamw(self: __torch__.CobotKernels, p: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor], factor: float, lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
    g = annotate(List[Tensor], [])
    for i in range(torch.len(p)):
      _0 = torch.append(g, p[i].grad)
    torch._foreach_mul_(g, factor)
    torch._foreach_add_(t, 1)
    torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), t, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
    torch._foreach_zero_(g)
    return t[0]
  def average(self: __torch__.CobotKernels, e: List[Tensor], p: List[Tensor], weight: float) -> Tensor:
    torch._foreach_lerp_(e, p, weight)
    return e[0]
""";

  // A method takes tensors only, so each stride and padding is a method of its own; 15 and 6 are
  // PyTorch's numbers for bfloat16 and float32.
  private static final String CONVOLUTION =
      """
  def conv16_%1$d_%2$d(self: __torch__.CobotKernels, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return torch.to(torch.conv2d(torch.to(x, 15), torch.to(w, 15), torch.to(b, 15), [%1$d, %1$d], [%2$d, %2$d]), 6)
  def conv16free_%1$d_%2$d(self: __torch__.CobotKernels, x: Tensor, w: Tensor) -> Tensor:
    return torch.to(torch.conv2d(torch.to(x, 15), torch.to(w, 15), None, [%1$d, %1$d], [%2$d, %2$d]), 6)
  def transposed_%1$d_%2$d(self: __torch__.CobotKernels, x: Tensor, w: Tensor) -> Tensor:
    return torch.conv_transpose2d(x, w, None, [%1$d, %1$d], [%2$d, %2$d])
  def transposed16_%1$d_%2$d(self: __torch__.CobotKernels, x: Tensor, w: Tensor) -> Tensor:
    return torch.to(torch.conv_transpose2d(torch.to(x, 15), torch.to(w, 15), None, [%1$d, %1$d], [%2$d, %2$d]), 6)
""";

  /** e^-2 bound, the least term of a sum, is then far above the smallest float. */
  private static final double MAX_BOUND = 40;

  private static final int MAX_STRIDE = 2;
  private static final int MAX_PADDING = 3;

  private static boolean tried;
  private static KernelPack loaded;

  // The binding frees a module's native memory in finalize(): keep the model reachable.
  private final Model model;
  private final PtSymbolBlock module;
  private final PtNDManager manager;
  private final NDArray plainName;
  private final NDArray maskedName;
  private final NDArray linearName;
  private final NDArray contrastiveName;
  private final NDArray boundedName;
  private final NDArray normReluName;
  private final NDArray normReluTrainingName;
  private final Map<String, NDArray> convolutionNames = new HashMap<>();

  private KernelPack(Model model) {
    this.model = model;
    this.module = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    plainName = methodName("attention");
    maskedName = methodName("masked_attention");
    linearName = methodName("linear16");
    contrastiveName = methodName("contrastive");
    boundedName = methodName("contrastive_bounded");
    normReluName = methodName("norm_relu");
    normReluTrainingName = methodName("norm_relu_training");
    for (String kind : List.of("conv16", "conv16free", "transposed", "transposed16")) {
      for (int stride = 1; stride <= MAX_STRIDE; stride++) {
        for (int padding = 0; padding <= MAX_PADDING; padding++) {
          String method = kind + "_" + stride + "_" + padding;
          convolutionNames.put(method, methodName(method));
        }
      }
    }
  }

  /** Returns the pack, or null if it is switched off or this PyTorch does not take it. */
  static synchronized KernelPack loadOrNull() {
    if ("off".equals(System.getProperty("cobot.kernels"))) {
      return null;
    }
    if (!tried) {
      tried = true;
      try {
        loaded = load();
      } catch (IOException | MalformedModelException | EngineException e) {
        LOG.warn("fused kernels are not available, training will be slower: {}", e.getMessage());
      }
    }
    return loaded;
  }

  private static KernelPack load() throws IOException, MalformedModelException {
    Engines.pyTorch();
    Path directory = Files.createTempDirectory("cobot-kernels");
    try {
      StringBuilder source = new StringBuilder(SOURCE);
      for (int stride = 1; stride <= MAX_STRIDE; stride++) {
        for (int padding = 0; padding <= MAX_PADDING; padding++) {
          source.append(CONVOLUTION.formatted(stride, padding));
        }
      }
      TorchScriptWriter.write(directory, NAME, source.toString());
      Model model = Model.newInstance(NAME, "PyTorch");
      model.load(directory, NAME, Map.of("trainParam", "true"));
      return new KernelPack(model);
    } finally {
      Files.deleteIfExists(directory.resolve(NAME + ".pt"));
      Files.deleteIfExists(directory);
    }
  }

  private NDArray methodName(String method) {
    NDArray name = manager.create(0f);
    name.setName("module_method:" + method); // the binding's way to choose a method
    return name;
  }

  /**
   * Returns the attention of (batch, heads, queries, head width) arrays.
   *
   * @param maskOrNull broadcast to (batch, heads, queries, keys)
   */
  NDArray attention(NDArray q, NDArray k, NDArray v, NDArray maskOrNull, boolean training) {
    NDList in =
        maskOrNull == null
            ? new NDList(q, k, v, plainName)
            : new NDList(q, k, v, maskOrNull, maskedName);
    return IValueUtils.forward(module, in, training).head();
  }

  /** Returns {@code x W^T + b} with the product in bfloat16. */
  NDArray linearBfloat16(NDArray x, NDArray weight, NDArray bias, boolean training) {
    return IValueUtils.forward(module, new NDList(x, weight, bias, linearName), training).head();
  }

  /**
   * Returns the symmetric contrastive loss of one matrix of scores, which is neither transposed nor
   * kept as two tables of probabilities. Scores are at most one over the temperature: unless that
   * is large, one exponential of score less bound serves rows and columns and cannot underflow.
   *
   * @param temperature above 0
   */
  NDArray contrastive(NDArray a, NDArray b, double temperature, boolean training) {
    NDArray scale = Losses.scalar(a, 1 / temperature);
    NDArray name = 1 / temperature <= MAX_BOUND ? boundedName : contrastiveName;
    return IValueUtils.forward(module, new NDList(a, b, scale, name), training).head();
  }

  boolean hasConvolution(int stride, int padding) {
    return stride <= MAX_STRIDE && padding <= MAX_PADDING;
  }

  /** Returns a convolution computed in bfloat16. */
  NDArray convolutionBfloat16(
      NDArray x, NDArray weight, NDArray biasOrNull, int stride, int padding, boolean training) {
    String method = biasOrNull == null ? "conv16free" : "conv16";
    NDArray name = convolutionNames.get(method + "_" + stride + "_" + padding);
    NDList in =
        biasOrNull == null ? new NDList(x, weight, name) : new NDList(x, weight, biasOrNull, name);
    return IValueUtils.forward(module, in, training).head();
  }

  /** Returns a transposed convolution without bias. */
  NDArray convolutionTransposed(
      NDArray x, NDArray weight, int stride, int padding, boolean training, boolean bfloat16) {
    String method = bfloat16 ? "transposed16" : "transposed";
    NDArray name = convolutionNames.get(method + "_" + stride + "_" + padding);
    return IValueUtils.forward(module, new NDList(x, weight, name), training).head();
  }

  /**
   * Returns the ReLU of a batch norm, written over the norm's own output. Of pictures it keeps the
   * channels of a pixel side by side in memory, and so does what is computed from it: a step of the
   * vision VAE then takes a fifth less time.
   *
   * @param mean running mean, moved in training
   * @param variance running variance, moved in training
   */
  NDArray batchNormRelu(
      NDArray x, NDArray gain, NDArray offset, NDArray mean, NDArray variance, boolean training) {
    NDArray name = training ? normReluTrainingName : normReluName;
    return IValueUtils.forward(module, new NDList(x, gain, offset, mean, variance, name), training)
        .head();
  }

  /**
   * Keeps this thread from optimising the kernels as they run. The first runs of an optimised one
   * give other bits than the later ones, so that a resumed training would not repeat what one does
   * that never stopped.
   */
  static void runAsWritten() {
    JniUtils.setGraphExecutorOptimize(false);
  }

  static IValue list(NDArray[] arrays) {
    PtNDArray[] native_ = new PtNDArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      native_[i] = (PtNDArray) arrays[i];
    }
    return IValue.listFrom(native_);
  }

  /** Returns the norm of all gradients together. */
  float gradientNorm(IValue parameters) {
    try (IValue result = IValueUtils.runMethod(module, "norm", parameters);
        PtNDArray norm = result.toTensor(manager)) {
      return norm.getFloat();
    }
  }

  /**
   * One AdamW update of lists of equal length; clears the gradients.
   *
   * @param lists parameters, first moments, second moments, update counts
   * @param factor what the gradients are multiplied by first. A method of its own for that would be
   *     removed as dead code: the compiler does not see that the gradients are read later
   */
  void adamW(
      IValue[] lists,
      double factor,
      double learningRate,
      double beta1,
      OptimizerConfig config,
      double decay) {
    IValue[] arguments = new IValue[10];
    System.arraycopy(lists, 0, arguments, 0, 4);
    double[] numbers = {factor, learningRate, beta1, config.beta2(), decay, config.epsilon()};
    for (int i = 0; i < numbers.length; i++) {
      arguments[4 + i] = IValue.from(numbers[i]);
    }
    try (IValue result = IValueUtils.runMethod(module, "adamw", arguments)) {
      assert result.isTensor();
    } finally {
      for (int i = 4; i < arguments.length; i++) {
        arguments[i].close();
      }
    }
  }

  /** Moves the averages towards the parameters by the given weight. */
  void average(IValue averages, IValue parameters, double weight) {
    try (IValue factor = IValue.from(weight);
        IValue result = IValueUtils.runMethod(module, "average", averages, parameters, factor)) {
      assert result.isTensor();
    }
  }

  @Override
  public String toString() {
    return model.getName();
  }
}
