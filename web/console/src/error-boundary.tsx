import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  /** What is shown in its place, where there is something better than to say so. */
  instead?: ReactNode;
}

/** Says that something went wrong instead of showing nothing, and what to do then. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    if (this.props.instead !== undefined) return this.props.instead;
    return (
      <div className="notice is-bad" role="alert">
        <p>This part of the console failed: {error.message}</p>
        <p>After an update of the service the page has to be loaded again.</p>
        <p>
          <button type="button" onClick={() => this.setState({ error: null })}>
            Try again
          </button>
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </p>
      </div>
    );
  }
}
