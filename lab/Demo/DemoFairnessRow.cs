namespace FederatedSecure.Lab.Demo;

/// <summary>How often one group gets the good decision, as a part of how often another does: disparate impact; 0.8 to 1.25 by the four-fifths rule.</summary>
/// <param name="Comparison">Who against whom, and what the good decision is.</param>
/// <param name="Without">Of the model as it was trained; null where it is undefined.</param>
/// <param name="With">Of the model trained on reweighed records; null where it is undefined.</param>
public sealed record DemoFairnessRow(string Comparison, DemoFigure? Without, DemoFigure? With);
