package dev.cobot.node.cli.console;

/** How the HTML reports that commands write look. */
public final class ReportStyle {
  /** Style sheet; numbers are in cells of the class {@code number}, notes of {@code note}. */
  public static final String CSS =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #22262b; background: #f4f5f7; margin: 0; }
      main { max-width: 860px; margin: 24px auto; padding: 8px 32px 32px; background: #fff; }
      h1 { font-size: 24px; margin: 16px 0 4px; }
      h2 { font-size: 18px; margin: 32px 0 8px; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid #e2e5e9;
        vertical-align: top; }
      td.number, th.number { text-align: right; white-space: nowrap; }
      img, svg { max-width: 100%; height: auto; }
      figure { margin: 0 0 20px; }
      figcaption, .note { color: #5b6470; font-size: 13px; }
      """;

  private ReportStyle() {}
}
