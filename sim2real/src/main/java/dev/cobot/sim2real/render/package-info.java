/**
 * Pictures of a scene: a ray caster without native code, the sensor model behind it.
 *
 * <p>Light is linear inside and sRGB at the border; metres, radians, table frame. The values are
 * immutable and safe in any thread; a {@link dev.cobot.sim2real.render.Renderer} holds buffers and
 * belongs to one thread. Pixels depend only on + - * / and square roots (and {@link
 * java.lang.StrictMath} for tables), so every JVM draws the same picture.
 */
package dev.cobot.sim2real.render;
